/** The page a shop prints and puts on its counter: a code that opens the chat of one store. */
import type { Shop } from '../shared/shop';
import { qrCode } from './qr-code';
import './qr.css';

const SVG = 'http://www.w3.org/2000/svg';
const LOCAL = /^(localhost|127\.|\[::1\])/;

type Store = Shop['stores'][number];

function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function drawing(text: string): SVGElement {
  const { size, path } = qrCode(text);
  const svg = document.createElementNS(SVG, 'svg');
  const dark = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', `打开 ${text} 的二维码`);
  svg.setAttribute('shape-rendering', 'crispEdges');
  dark.setAttribute('d', path);
  svg.append(dark);
  return svg;
}

/** One poster. Without a store it opens the chat of the whole shop. */
function poster(shop: Shop, store: Store | undefined): HTMLElement {
  const address = new URL(store ? `/?store=${encodeURIComponent(store.id)}` : '/', location.href).href;
  const made = element('section', 'poster');
  const name = store?.name ?? shop.name;
  made.append(element('h1', '', name), element('p', 'lead', '微信扫一扫，随时问'));
  made.append(drawing(address), element('p', 'what', '预约保养 · 查维修进度 · 问价格 · 找人工'), element('p', 'address', address));
  if (shop.hotline) made.append(element('p', 'hotline', `服务热线 ${shop.hotline}`));
  return made;
}

/** Which store, and the way to paper; not printed. */
function tools(shop: Shop, chosen: Store | undefined): HTMLElement {
  const bar = element('nav', 'tools');
  bar.setAttribute('aria-label', '选择门店');
  for (const { id, name } of [{ id: '', name: '不限门店' }, ...shop.stores]) {
    const link = element('a', '', name) as HTMLAnchorElement;
    link.href = id ? `/qr?store=${encodeURIComponent(id)}` : '/qr';
    if (id === (chosen?.id ?? '')) link.setAttribute('aria-current', 'page');
    bar.append(link);
  }
  const print = element('button', '', '打印') as HTMLButtonElement;
  print.type = 'button';
  print.onclick = () => window.print();
  bar.append(print);
  return bar;
}

async function show(root: HTMLElement): Promise<void> {
  root.append(element('p', 'notice', '正在生成…'));
  const response = await fetch('/api/v1/shop').catch(() => null);
  if (!response?.ok) return root.replaceChildren(element('p', 'notice', '没有连上服务器，请稍后刷新本页。'));
  const shop = (await response.json()) as Shop;
  const wanted = new URLSearchParams(location.search).get('store');
  const store = shop.stores.find(({ id }) => id === wanted);
  root.replaceChildren(tools(shop, store));
  if (LOCAL.test(location.hostname)) root.append(element('p', 'warning', '您正用本机地址打开本页，客户的手机扫码后打不开：请用门店对外的网址打开再打印。'));
  if (wanted && !store) root.append(element('p', 'warning', `没有编号为“${wanted}”的门店，下面的二维码不限门店。`));
  root.append(poster(shop, store));
}

void show(document.getElementById('qr')!);
