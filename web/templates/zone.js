// The zone of this browser, chosen in the list as long as nobody has chosen one by hand. Some browsers
// call a city by its old name, which isn't offered and taken all the same.
const list = document.querySelector("select[data-guess]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (list?.selectedOptions[0]?.defaultSelected && zone?.includes("/")) {
  if (![...list.options].some((option) => option.value === zone)) list.add(new Option(zone.replaceAll("_", " "), zone), 0);
  list.value = zone;
}
