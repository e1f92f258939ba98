import { useCallback, useEffect, useState } from 'react';
import type { Shop } from '../shared/shop';
import { currentOwner, currentPlace } from '../shared/transcript';
import type { Chat } from './chat';
import type { Host } from './client/host';
import type { OutboxItem } from './client/outbox';
import { currentAsks } from './state';
import { OfflineBanner, OwnerBanner } from './ui/banner';
import { Composer, keptDraft } from './ui/composer';
import { Header } from './ui/header';
import { useChat, useLargeText, useToday, useUnread, useViewportHeight } from './ui/hooks';
import { LocationDialog } from './ui/location-dialog';
import { Log } from './ui/log';
import { Menu } from './ui/menu';
import { PrivacyDialog } from './ui/privacy';
import { ResumeDialog } from './ui/resume-dialog';
import { useTheme } from './ui/theme';

type Sheet = 'menu' | 'privacy' | 'resume' | 'location';

/** @param host the page that holds this one in a frame */
export function App({ chat, host }: { chat: Chat; host: Host | null }) {
  const state = useChat(chat);
  const today = useToday();
  const [large, toggleLarge] = useLargeText();
  const [theme, chooseTheme] = useTheme();
  const [shop, setShop] = useState<Shop | null>(null);
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const [draft, setDraft] = useState(keptDraft);
  const owner = currentOwner(state.transcript);
  const tellUnread = useCallback((count: number) => host?.unread(count), [host]);
  useViewportHeight();
  useUnread(state, chat.sight, shop?.name ?? '在线客服', tellUnread);

  useEffect(() => {
    if (!shop && state.online) void chat.shop().then((found) => found && setShop(found));
  }, [chat, shop, state.online]);

  const mend = (item: OutboxItem): void => {
    chat.takeBack(item);
    if ('text' in item.payload) setDraft({ text: item.text, focus: true });
  };
  // A dialog that has closed to make room for another does not close that one.
  const closing = (closed: Sheet) => (): void => setSheet((now) => (now === closed ? null : now));
  const readPrivacy = (): void => setSheet('privacy');

  return (
    <main className="page">
      <a className="skip" href="#say">跳到输入框</a>
      <Header
        shop={shop}
        typing={state.typingUntil > 0}
        large={large}
        onLarge={toggleLarge}
        onMenu={() => setSheet('menu')}
        onFold={host ? () => host.close() : undefined}
      />
      {!state.refused && (
        <OwnerBanner
          owner={owner}
          place={currentPlace(state.transcript)}
          onHuman={() => chat.say('转人工')}
          onLeaveQueue={() => chat.leaveQueue()}
        />
      )}
      <OfflineBanner online={state.online} />
      <Log chat={chat} state={state} shop={shop} today={today} onPrivacy={readPrivacy} onMend={mend} />
      <Composer
        asks={owner.owner === 'human' ? NOTHING : currentAsks(state)}
        draft={draft}
        onSend={(text) => chat.say(text)}
        onTyping={() => chat.typing()}
        onPhotos={(photos) => void chat.sendPhotos(photos)}
        onLocation={() => setSheet('location')}
      />
      {sheet === 'menu' && (
        <Menu
          theme={theme}
          onTheme={chooseTheme}
          onResume={() => setSheet('resume')}
          onPrivacy={shop?.privacy && readPrivacy}
          onClose={closing('menu')}
        />
      )}
      {sheet === 'privacy' && shop?.privacy && <PrivacyDialog notice={shop.privacy} onClose={closing('privacy')} />}
      {sheet === 'resume' && <ResumeDialog chat={chat} onClose={closing('resume')} />}
      {sheet === 'location' && (
        <LocationDialog
          onSend={(place, text) => chat.sendLocation(place, text)}
          onType={() => document.getElementById('say')?.focus()}
          onClose={closing('location')}
        />
      )}
    </main>
  );
}

const NOTHING = [] as const;
