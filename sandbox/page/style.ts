import { raw } from "hono/html";

/** One column on a phone, the stages side by side where there is room; light and dark as the reader's. */
export const style = raw(`
:root {
  color-scheme: light dark;
  --text: light-dark(#1f1e24, #ececef); --quiet: light-dark(#626168, #a4a3a8);
  --page: light-dark(#fbfafd, #18171d); --card: light-dark(#fff, #28272d); --line: light-dark(#dcdcde, #434248);
  --link: light-dark(#0b5cad, #63a6e9); --good: light-dark(#24663b, #52b87a); --bad: light-dark(#ae1800, #ec5941);
  --busy: light-dark(#0b5cad, #63a6e9); --wait: light-dark(#8f4700, #d99530);
}
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif }
a { color: var(--link) }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
.skip { position: absolute; left: -999rem } .skip:focus { left: 1rem; top: 1rem; background: var(--card) }
body > header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; padding: .75rem 1rem; background: var(--card); border-bottom: 1px solid var(--line) }
body > header form { margin-left: auto; display: flex; gap: .5rem; align-items: center; min-width: 0 }
body > header label { display: flex; flex-wrap: wrap; gap: 0 .5rem; align-items: center; min-width: 0 } body > header select { width: 18rem; max-width: 100%; min-width: 0 }
main { max-width: 75rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.5rem; margin: .5rem 0 } h2 { font-size: 1.15rem; margin: 1.75rem 0 .5rem } h3 { font-size: 1rem; margin: 0 0 .5rem }
p { margin: .25rem 0 .75rem } .quiet { color: var(--quiet) } code, pre { font-family: ui-monospace, monospace; font-size: .875rem }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
.wide { overflow-x: auto }
.stages { display: flex; flex-direction: column; gap: 1rem } .stages ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem }
.job, .card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .75rem }
.job { display: flex; gap: .25rem .5rem; align-items: center; justify-content: space-between; overflow-wrap: anywhere } .small { font-size: .875rem }
button { font: inherit; min-height: 2.5rem; padding: .25rem .9rem; border-radius: .4rem; border: 1px solid var(--link); background: var(--link); color: var(--page); cursor: pointer }
button.second { background: transparent; color: var(--link); font-size: .875rem; min-height: 2rem; padding: .1rem .6rem; white-space: nowrap } select { font: inherit; min-height: 2.5rem }
.status { white-space: nowrap; font-weight: 600 } .success { color: var(--good) } .failed { color: var(--bad) } .running, .pending, .created { color: var(--busy) } .manual, .waiting_for_resource, .blocked { color: var(--wait) } .canceled, .skipped { color: var(--quiet) }
.refused { border-left: .3rem solid var(--bad); padding: .5rem .75rem; background: var(--card) }
pre.log { background: #111; color: #eee; padding: 1rem; border-radius: .5rem; overflow: auto; max-height: 75vh; white-space: pre-wrap; overflow-wrap: anywhere }
.note { margin: .5rem 0; overflow-wrap: anywhere } .note pre { white-space: pre-wrap; margin: .25rem 0 } .note .text { white-space: pre-line }
@media (max-width: 47.99rem) { thead { position: absolute; left: -999rem } tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line) } th, td { display: inline-block; border: 0; padding: 0 .5rem .25rem 0 } td:has(div) { display: block } }
@media (min-width: 48rem) { .stages { flex-direction: row; align-items: flex-start; overflow-x: auto; gap: .75rem } .stages > section { flex: 1 0 9rem } .stages .job { flex-direction: column; align-items: flex-start; padding: .5rem } main { max-width: 80rem } }
@media (prefers-reduced-motion: no-preference) { .running .mark { animation: turn 2s linear infinite; display: inline-block } @keyframes turn { to { transform: rotate(1turn) } } }
`);

/**
 * Shows what is new each second, without moving the reader: the page is asked for again, and its main
 * part replaced where it is another; what had the focus has it again, and a text that is being selected
 * is left alone. Without JavaScript a reload does the same.
 */
export const script = raw(`
const place = (element) =>
  element?.matches("a") ? 'a[href="' + CSS.escape(element.getAttribute("href")) + '"]'
  : element?.matches("button") ? 'button[aria-label="' + CSS.escape(element.getAttribute("aria-label")) + '"]'
  : element?.matches(".log") ? ".log" : undefined;
setInterval(async () => {
  const main = document.querySelector("main[data-live]");
  const isSelecting = !document.getSelection()?.isCollapsed;
  if (!main || document.hidden || isSelecting) return;
  const answer = await fetch(location.href).catch(() => undefined);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  if (!fresh || fresh.innerHTML === (main.dataset.shown ?? main.innerHTML)) return;
  const log = main.querySelector(".log");
  const atEnd = !log || log.scrollTop + log.clientHeight >= log.scrollHeight - 8;
  const top = log?.scrollTop ?? 0;
  const had = main.contains(document.activeElement) ? document.activeElement : undefined;
  main.dataset.shown = fresh.innerHTML;
  main.replaceChildren(...fresh.childNodes);
  const shown = main.querySelector(".log");
  if (shown) shown.scrollTop = atEnd ? shown.scrollHeight : top;
  // Where it is gone, a Tab goes on from the content's beginning and not from the page's.
  if (had) ((place(had) && main.querySelector(place(had))) ?? main).focus({ preventScroll: true });
}, 1000);
`);
