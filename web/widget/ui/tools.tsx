import { useRef } from 'react';

interface Props {
  onPhotos: (photos: readonly File[]) => void;
  onLocation: () => void;
}

const LABELS = {
  photos: 'M4 5h16a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zm1 11.5L9.5 11l3 3.5L16 10l3 4.5V7H5zM8 8.2a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6z',
  camera: 'M9 4h6l1.5 2H20a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h3.5zm3 4.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8zm0 1.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4z',
  place: 'M12 2a7 7 0 0 0-7 7c0 5 7 13 7 13s7-8 7-13a7 7 0 0 0-7-7zm0 9.5A2.5 2.5 0 1 1 12 6.5a2.5 2.5 0 0 1 0 5z',
};

/** What can be sent besides words. */
export function Tools({ onPhotos, onLocation }: Props) {
  return (
    <div className="tools" id="tools" role="group" aria-label="发送照片或位置">
      <PhotoTool label="照片" icon={LABELS.photos} onPhotos={onPhotos} />
      <PhotoTool label="拍照" icon={LABELS.camera} camera onPhotos={onPhotos} />
      <Tool label="位置" icon={LABELS.place} onPress={onLocation} />
    </div>
  );
}

function PhotoTool({ label, icon, camera, onPhotos }: Pick<Props, 'onPhotos'> & { label: string; icon: string; camera?: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Tool label={label} icon={icon} onPress={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        accept="image/*,.heic,.heif"
        {...(camera ? { capture: 'environment' as const } : { multiple: true })}
        onChange={(event) => {
          const { files } = event.currentTarget;
          onPhotos([...(files ?? [])]);
          // The same picture may be chosen again.
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

function Tool({ label, icon, onPress }: { label: string; icon: string; onPress: () => void }) {
  return (
    <button type="button" className="tool" onClick={onPress}>
      <svg viewBox="0 0 24 24" aria-hidden="true"><path fillRule="evenodd" d={icon} /></svg>
      <span>{label}</span>
    </button>
  );
}
