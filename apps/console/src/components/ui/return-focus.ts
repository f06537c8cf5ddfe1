/** By panel: what to focus once it has closed, nearest first: what opened it, then what opened the panel that held that. */
const openersOf = new WeakMap<EventTarget, readonly Element[]>();
/** Of what has the focus. Known beforehand: a menu's item or a sheet's link is gone when what it opens takes the focus. */
let openers: readonly Element[] = [];

if (typeof document !== "undefined") document.addEventListener("focusin", ({ target }) => follow(target));

/** What had the focus before it first entered a panel has opened the panel. */
function follow(target: EventTarget | null): void {
  if (!(target instanceof Element)) return;
  const panel = target.closest('[role="dialog"]');
  if (panel && !openersOf.has(panel)) openersOf.set(panel, openers);
  openers = openersFrom(target);
}

function openersFrom(focused: Element): Element[] {
  const menu = focused.closest('[role="menu"]');
  const opener = menu ? document.getElementById(menu.getAttribute("aria-labelledby") ?? "") : focused;
  const holder = focused.closest('[role="dialog"]');
  return [...(opener ? [opener] : []), ...((holder && openersOf.get(holder)) ?? [])];
}

/**
 * `onCloseAutoFocus` of a modal panel: focus returns to what opened it. Radix does so for triggers only; panels here are opened
 * by rows, menus, keys and the page's address.
 */
export function returnFocus(event: Event): void {
  event.preventDefault();
  const candidates = (event.currentTarget && openersOf.get(event.currentTarget)) ?? [];
  const opener = candidates.find(canTakeFocus) ?? document.querySelector("main");
  const open = [...document.querySelectorAll('[role="dialog"][data-state="open"]')].at(-1);
  // The panel that this one led to keeps the focus.
  if (open && !open.contains(opener)) return;
  if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
}

/** Not what is gone or hidden, as the rail is on a narrow screen. */
function canTakeFocus(element: Element): boolean {
  return element.isConnected && element.checkVisibility();
}
