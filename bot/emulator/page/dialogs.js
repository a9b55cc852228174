// What lies over the chat: stickers, photos, places, the menu, and who is chatting.

import { element } from "./bubbles.js";

const $ = (id) => document.getElementById(id);
const STICKERS = ["👍", "🎉", "🙂", "😌", "💪", "🧘", "🔥", "😴", "🤷", "😖", "❤️", "🐈"];
const CITIES = [["Lisbon", 38.7169, -9.1399], ["Berlin", 52.52, 13.405], ["New York", 40.7128, -74.006],
  ["São Paulo", -23.5505, -46.6333], ["Mumbai", 19.076, 72.8777], ["Auckland", -36.8509, 174.7645]];

/** Open a dialog, once it is filled in. */
export function ask(dialog, prepare = () => {}) {
  prepare();
  if (!dialog.open) dialog.showModal();
}

function choice(label, then, accessible = label) {
  const made = element("button", "", label);
  made.type = "button";
  made.setAttribute("aria-label", accessible);
  made.addEventListener("click", then);
  return made;
}

/** Ask for a place: a city, the browser's own, or numbers. */
export function shareLocation() {
  $("place-wrong").hidden = true;
  ask($("place"));
}

function wrongPlace(text) {
  $("place-wrong").textContent = text;
  $("place-wrong").hidden = false;
}

function menu(open) {
  $("more-menu").hidden = !open;
  $("more").setAttribute("aria-expanded", String(open));
  if (open) $("block").focus();
}

/** Set up all of it. `post` and `send` tell the server; `picture()` is what it said last: nothing at first. */
export function prepareDialogs({ name, post, send, picture }) {
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }

  $("sticker-grid").append(...STICKERS.map((emoji) => choice(emoji, () => {
    $("stickers").close();
    send({ do: "sticker", emoji });
  }, `Sticker ${emoji}`)));
  $("sticker").addEventListener("click", () => ask($("stickers")));

  $("photo").addEventListener("change", async () => {
    const form = new FormData();
    const [file] = $("photo").files;
    form.append(file.type.startsWith("audio/") ? "voice" : "photo", file);
    $("photo").value = "";
    await post("/local/act", form);
  });

  const share = (latitude, longitude) => send({ do: "location", latitude, longitude });

  $("cities").append(...CITIES.map(([city, latitude, longitude]) => choice(city, () => {
    $("place").close();
    share(latitude, longitude);
  })));
  $("place-here").addEventListener("click", () => {
    const refused = () => wrongPlace("The browser does not say where it is. Choose a city, or type the numbers.");
    if (!navigator.geolocation) refused();
    else navigator.geolocation.getCurrentPosition(({ coords }) => {
      $("place").close();
      share(coords.latitude, coords.longitude);
    }, refused, { timeout: 8000, maximumAge: 600000 });
  });
  $("place-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const [latitude, longitude] = [$("latitude"), $("longitude")].map((i) => Number(i.value.trim().replace(",", ".") || "x"));
    if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return wrongPlace("Latitude is -90 to 90, longitude -180 to 180.");
    $("place").close();
    return share(latitude, longitude);
  });
  $("place-cancel").addEventListener("click", () => $("place").close());

  const become = (who) => (location.href = `/?${new URLSearchParams({ as: who })}`);
  $("people-form").addEventListener("submit", (event) => {
    event.preventDefault();
    become($("name").value.trim());
  });
  $("people-cancel").addEventListener("click", () => $("people").close());

  $("more").addEventListener("click", (event) => {
    event.stopPropagation();
    menu($("more-menu").hidden);
  });
  document.addEventListener("click", () => menu(false));
  $("more-menu").addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      menu(false);
      $("more").focus();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      (document.activeElement === $("block") ? $("somebody-else") : $("block")).focus();
      event.preventDefault();
    }
  });
  $("block").addEventListener("click", () => send({ do: picture()?.blocked ? "unblock" : "block" }));
  $("somebody-else").addEventListener("click", () => ask($("people"), () => {
    const others = (picture()?.people ?? []).filter((other) => other !== name);
    $("names").replaceChildren(...others.slice(0, 8).map((other) => choice(other, () => become(other))));
  }));
}
