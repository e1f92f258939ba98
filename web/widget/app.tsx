import { useEffect, useState } from 'react';
import type { Shop } from '../shared/shop';
import { currentOwner, currentPlace } from '../shared/transcript';
import type { Chat } from './chat';
import type { OutboxItem } from './client/outbox';
import { currentAsks } from './state';
import { OfflineBanner, OwnerBanner } from './ui/banner';
import { Composer } from './ui/composer';
import { Header } from './ui/header';
import { useChat, useLargeText, useToday, useUnreadTitle, useViewportHeight } from './ui/hooks';
import { Log } from './ui/log';
import { PrivacyDialog } from './ui/privacy';

export function App({ chat }: { chat: Chat }) {
  const state = useChat(chat);
  const today = useToday();
  const [large, toggleLarge] = useLargeText();
  const [shop, setShop] = useState<Shop | null>(null);
  const [reading, setReading] = useState(false);
  const [draft, setDraft] = useState({ text: '' });
  const owner = currentOwner(state.transcript);
  useViewportHeight();
  useUnreadTitle(state, shop?.name ?? '在线客服');

  useEffect(() => {
    if (!shop && state.online) void chat.shop().then((found) => found && setShop(found));
  }, [chat, shop, state.online]);

  const mend = (item: OutboxItem): void => {
    chat.takeBack(item);
    if ('text' in item.payload) setDraft({ text: item.text });
  };

  return (
    <main className="page">
      <Header shop={shop} typing={state.typingUntil > 0} large={large} onLarge={toggleLarge} />
      <OwnerBanner
        owner={owner}
        place={currentPlace(state.transcript)}
        onHuman={() => chat.say('转人工')}
        onLeaveQueue={() => chat.leaveQueue()}
      />
      <OfflineBanner online={state.online} />
      <Log chat={chat} state={state} shop={shop} today={today} onPrivacy={() => setReading(true)} onMend={mend} />
      <Composer
        asks={owner.owner === 'human' ? NOTHING : currentAsks(state)}
        draft={draft}
        onSend={(text) => chat.say(text)}
        onTyping={() => chat.typing()}
      />
      {reading && shop?.privacy && <PrivacyDialog notice={shop.privacy} onClose={() => setReading(false)} />}
    </main>
  );
}

const NOTHING = [] as const;
