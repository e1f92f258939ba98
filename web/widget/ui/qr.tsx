import { useEffect, useState } from 'react';
import type { QrCode } from '../qr-code';

/** `text` as a QR code; what makes it is loaded when the first one is shown. */
export function Qr({ text, label }: { text: string; label: string }) {
  const [code, setCode] = useState<QrCode | null>(null);
  useEffect(() => {
    let gone = false;
    // Without it the link itself is still there.
    void import('../qr-code').then(({ qrCode }) => gone || setCode(qrCode(text)), () => {});
    return () => {
      gone = true;
    };
  }, [text]);
  if (!code) return <div className="qr" />;
  return (
    <svg className="qr" viewBox={`0 0 ${code.size} ${code.size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={code.size} height={code.size} fill="#fff" />
      <path d={code.path} fill="#000" />
    </svg>
  );
}
