// Comfort only: every page works without this file.
document.documentElement.classList.add("has-script");

// A form that is on its way is not sent a second time by an impatient click.
const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.classList.contains("once")) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
});

// Back from the next page: the forms may be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form.once")) sent.delete(form);
  for (const button of document.querySelectorAll('[aria-disabled="true"]')) button.removeAttribute("aria-disabled");
});

// Quantities in the cart and filters of a listing count soon after they are changed; a second click on an arrow of
// the quantity within the pause belongs to the same change.
const pauses = new WeakMap();
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form || !form.matches(".auto, .filters") || !event.target.reportValidity()) return;
  if (form.matches(".filters") && event.target.type === "number") return;
  clearTimeout(pauses.get(form));
  pauses.set(form, setTimeout(() => form.requestSubmit(), form.matches(".auto") ? 500 : 0));
});

// Empty fields do not clutter the address of a narrowed listing.
for (const form of document.querySelectorAll("form.filters")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
}

// Sizes that are sold out in the chosen colour cannot be chosen.
for (const form of document.querySelectorAll("form[data-stock]")) {
  const stock = JSON.parse(form.dataset.stock);
  const sizes = [...form.querySelectorAll('[name="size"]')];
  const colours = [...form.querySelectorAll('[name="colour"]')];
  const update = () => {
    const colour = colours.find((input) => input.checked)?.value;
    for (const input of sizes) {
      input.disabled = !stock.some(([c, s, left]) => s === input.value && left > 0 && (!colour || c === colour));
    }
    const chosen = sizes.find((input) => input.checked);
    if (chosen?.disabled) {
      const free = sizes.find((input) => !input.disabled);
      if (free) free.checked = true;
    }
  };
  if (sizes.length && colours.length) {
    form.addEventListener("change", update);
    update();
  }
}

// The demo menu closes like any menu.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
