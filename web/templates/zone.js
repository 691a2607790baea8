// The zone of this browser, chosen in the list as long as nobody has chosen one by hand.
const list = document.querySelector("select[data-guess]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (list && list.selectedIndex === 0 && [...list.options].some((option) => option.value === zone)) {
  list.value = zone;
}
