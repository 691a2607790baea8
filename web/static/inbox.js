// The list takes up new mail by itself; a page without new mail stays untouched, with focus and reading place.
setInterval(async () => {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const main = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  const mine = document.querySelector("main");
  if (main && main.innerHTML !== mine.innerHTML) mine.replaceWith(main);
}, 3000);
