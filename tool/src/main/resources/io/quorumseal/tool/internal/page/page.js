// Asks for the page again every few seconds, and puts in what has changed.
(() => {
  const EVERY = 5000;
  const PATIENCE = 10000;
  let heard = new Date();

  async function fetched() {
    const answer = await fetch('/', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) {
      throw new Error(answer.statusText);
    }
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  }

  // What is open stays open, and what has the focus keeps it.
  function replace(old, next) {
    const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
    for (const details of old.querySelectorAll('details[open]')) {
      next.querySelector('#' + details.id)?.setAttribute('open', '');
    }
    if (old.outerHTML !== next.outerHTML) {
      old.className = next.className;
      old.replaceChildren(...next.childNodes);
      if (focused) {
        document.getElementById(focused)?.focus({ preventScroll: true });
      }
    }
  }

  function sections(page) {
    return [...page.querySelectorAll('main > section')].map((section) => section.id).join();
  }

  function show(page) {
    const body = sections(document) === sections(page) ? 'main > section' : 'main';
    for (const old of document.querySelectorAll(`#state, ${body}, #as-of`)) {
      replace(old, page.getElementById(old.id));
    }
    document.title = page.title;
  }

  function silent() {
    const state = document.getElementById('state');
    state.className = 'state silent';
    state.textContent = `No answer since ${heard.toLocaleTimeString()}: what stands below is as old as that.`;
  }

  async function update() {
    try {
      show(await fetched());
      heard = new Date();
    } catch (failure) {
      silent();
    }
    setTimeout(update, EVERY);
  }

  setTimeout(update, EVERY);
})();
