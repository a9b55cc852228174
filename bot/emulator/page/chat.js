// How does the page keep up with the chat, and what can a person do there?

import { bubble, element, settleQuotes, textual, unfold } from "./bubbles.js";
import { ask, prepareDialogs, shareLocation } from "./dialogs.js";

const $ = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search).get("as");
const name = (asked ?? localStorage.getItem("limber-name") ?? "Alex").trim() || "Alex";
const query = new URLSearchParams({ as: name, lang: (navigator.language || "en").slice(0, 12) });

const rows = new Map(); // message id -> its element
let picture = null; // what the server said last, without the messages
let unread = 0;
let keysHidden = false;
let following = true; // new messages are scrolled to, until the person scrolls up
let lastEvent = "";
let stream;
let quiet; // timer that ends "typing…"
localStorage.setItem("limber-name", name);
$("who").textContent = name;

// --- what happens ------------------------------------------------------------------------------------------------

function listen() {
  if (lastEvent) query.set("after", lastEvent);
  stream = new EventSource(`/local/events?${query}`);
  query.delete("after");
  stream.onmessage = (event) => {
    lastEvent = event.lastEventId;
    show(JSON.parse(event.data));
  };
  stream.onerror = () => {
    status("connecting…", true);
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 1500);
  };
  stream.onopen = () => picture && showStatus();
}

function show(news) {
  const first = picture === null;
  let added = 0;
  let own = false;
  if (news.reset) {
    rows.clear();
    $("log").replaceChildren();
    $("news").setAttribute("aria-busy", "true");
  }
  for (const id of news.deleted) {
    rows.get(id)?.remove();
    rows.delete(id);
  }
  for (const message of news.messages) {
    const mine = message.from?.id === news.person.id;
    const made = bubble(message, mine, act);
    const old = rows.get(message.message_id);
    if (old) replace(old, made);
    else {
      place(made, message.message_id);
      if (!news.reset) {
        made.classList.add("fresh");
        added += mine ? 0 : 1;
        own ||= mine;
      }
    }
    rows.set(message.message_id, made);
  }
  const keysChanged = JSON.stringify(picture?.keyboard ?? null) !== JSON.stringify(news.keyboard);
  picture = { ...news, messages: [] };
  arrange();
  around(keysChanged);
  settleQuotes($("log"));
  if (news.reset || own || (following && news.messages.length)) toBottom(news.reset);
  else if (following && keysChanged) toBottom(true);
  else if (added) {
    unread += added;
    showDown();
  }
  $("news").setAttribute("aria-busy", "false");
  if (first && matchMedia("(pointer: fine)").matches) $("input").focus({ preventScroll: true });
}

/** Where a picture or clip comes from, whether it was fetched yet or not. */
const mediaOf = (span) => span.firstElementChild.dataset.src ?? span.firstElementChild.getAttribute("src");

/** An edited message keeps its place, its unfolded quotes and the focus on the button that was tapped. */
function replace(old, made) {
  const [before, after] = [old, made].map((row) => [...row.querySelectorAll("button, a")].reverse());
  const focused = before.indexOf(document.activeElement); // from the end, where "Close" takes the place of "More"
  const folds = old.querySelectorAll("button.quote");
  made.querySelectorAll("button.quote").forEach((fold, n) => {
    if (folds[n]?.textContent.trim() === fold.textContent.trim()) fold.setAttribute("aria-expanded", folds[n].getAttribute("aria-expanded"));
    fold.tabIndex = fold.classList.toggle("foldable", folds[n]?.classList.contains("foldable") ?? false) ? 0 : -1;
  });
  const lists = old.querySelectorAll(".quote.timed");
  made.querySelectorAll(".quote.timed").forEach((list, n) => unfold(list, lists[n]?.classList.contains("open") ?? false));
  const [was, is] = [old, made].map((row) => row.querySelector(".media, .track"));
  if (was && is && mediaOf(was) === mediaOf(is)) is.replaceWith(was);
  old.replaceWith(made);
  if (focused >= 0) (after[focused] ?? $("input")).focus({ preventScroll: true });
}

/** Messages come in the order of the chat; one that comes late goes to where its number belongs. */
function place(made, id) {
  const later = [...$("log").children].reverse();
  let before = null;
  for (const row of later) {
    if (row.dataset.id && Number(row.dataset.id) < id) break;
    before = row;
  }
  $("log").insertBefore(made, before);
}

/** Days between the messages, and tails on the last of several by one sender. */
function arrange() {
  for (const day of $("log").querySelectorAll(".day")) day.remove();
  const all = [...$("log").children];
  all.forEach((row, n) => {
    const [before, after] = [all[n - 1], all[n + 1]];
    const opens = !before || before.dataset.day !== row.dataset.day;
    const side = (other) => other?.classList.contains("out") === row.classList.contains("out");
    row.classList.toggle("first", opens || !side(before));
    row.classList.toggle("last", !after || !side(after) || after.dataset.day !== row.dataset.day);
    if (opens) row.before(element("li", "day", dayName(Number(row.dataset.date))));
  });
}

function dayName(seconds) {
  const day = new Date(seconds * 1000);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(day).setHours(0, 0, 0, 0)) / 864e5);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  const sameYear = day.getFullYear() === new Date().getFullYear();
  return day.toLocaleDateString(undefined, { day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) });
}

/** All that stands around the messages. */
function around(keysChanged) {
  const { bot, keyboard, blocked } = picture;
  const empty = rows.size === 0;
  document.title = `${bot.name} · ${name}`;
  $("bot-name").textContent = bot.name;
  $("avatar").textContent = bot.name.slice(0, 1).toUpperCase();
  $("prompt-now").hidden = !picture.canPrompt;
  $("about").hidden = !(empty && bot.about);
  $("about-text").textContent = bot.about;
  $("start").hidden = !empty || blocked;
  $("unblock").hidden = !blocked;
  $("composer").hidden = empty || blocked;
  $("block").textContent = blocked ? "Unblock the bot" : "Block the bot";
  $("slash").hidden = picture.commands.length === 0;
  const pinned = rows.get(picture.pinned);
  $("pin").hidden = !pinned;
  $("pin-text").textContent = pinned?.querySelector(".text")?.textContent ?? "";
  if (keysChanged) {
    keysHidden = false;
    $("input").placeholder = keyboard?.input_field_placeholder || "Message";
    $("keyboard").replaceChildren(...(keyboard?.keyboard ?? []).map(keyRow));
    if (keyboard?.force_reply) $("input").focus();
  }
  const keys = Boolean(keyboard?.keyboard) && !empty && !blocked;
  $("keyboard").hidden = !keys || keysHidden;
  $("keys").hidden = !keys;
  $("keys").setAttribute("aria-label", keysHidden ? "Show the keyboard" : "Hide the keyboard");
  showStatus();
}

function keyRow(row) {
  const line = element("div", "button-row");
  for (const key of row) {
    const made = textual("button", key.style ?? "", key.text);
    made.type = "button";
    made.addEventListener("click", () => (key.request_location ? shareLocation() : send({ do: "press", label: key.text })));
    line.append(made);
  }
  return line;
}

function showStatus() {
  const words = { typing: "typing…", upload_photo: "sending a picture…", upload_video: "sending a clip…", find_location: "looking…" };
  clearTimeout(quiet);
  const doing = picture.action ? (words[picture.action] ?? "sending a file…") : "";
  status(doing || "bot", Boolean(doing));
  if (doing) quiet = setTimeout(() => status("bot", false), picture.actionSeconds * 1000);
}

function status(text, busy) {
  if ($("status").textContent !== text) $("status").textContent = text;
  $("status").classList.toggle("busy", busy);
}

// --- scrolling ---------------------------------------------------------------------------------------------------

const atBottom = () => $("scroll").scrollHeight - $("scroll").scrollTop - $("scroll").clientHeight < 90;

function toBottom(now) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  $("scroll").scrollTo({ top: $("scroll").scrollHeight, behavior: now || calm ? "instant" : "smooth" });
  unread = 0;
  following = true;
  $("unread").hidden = true;
}

function showDown() {
  if (atBottom()) unread = 0;
  $("down").hidden = atBottom();
  $("unread").hidden = unread === 0;
  $("unread").textContent = unread;
}

let top = 0;
$("scroll").addEventListener("scroll", () => {
  const went = $("scroll").scrollTop - top;
  top = $("scroll").scrollTop;
  if (atBottom()) following = true;
  else if (went < -4) following = false;
  showDown();
}, { passive: true });
$("down").addEventListener("click", () => toBottom(false));
$("pin").addEventListener("click", () => rows.get(picture.pinned)?.scrollIntoView({ block: "center", behavior: "smooth" }));
new ResizeObserver(() => { // a keyboard that opens must not hide the newest message
  if (following && picture) toBottom(true);
  settleQuotes($("log"));
  showDown();
}).observe($("scroll"));

// --- what the person does ----------------------------------------------------------------------------------------

async function post(path, body) {
  const form = body instanceof FormData;
  const headers = form ? {} : { "Content-Type": "application/json" };
  let answer;
  try {
    answer = await fetch(`${path}?${query}`, { method: "POST", headers, body: form ? body : JSON.stringify(body) });
  } catch {
    toast("Not sent: the program on this machine is not running.");
    return null;
  }
  const news = await answer.json().catch(() => ({ error: "Something went wrong." }));
  if (news.error) toast(news.error);
  return answer.ok ? news : null;
}

const send = (what) => post("/local/act", what);

const act = {
  say: (text) => send({ do: "say", text }),
  copy: (text) => navigator.clipboard.writeText(text).then(() => toast("Copied.")),
  async tap(id, row, column, made) {
    if (made.getAttribute("aria-busy") === "true") return;
    made.setAttribute("aria-busy", "true");
    const answer = await send({ do: "tap", message_id: id, row, column });
    made.removeAttribute("aria-busy");
    if (answer?.alert) ask($("alert"), () => ($("alert-text").textContent = answer.text));
    else if (answer?.text) toast(answer.text);
  },
};

let fading;
function toast(text) {
  clearTimeout(fading);
  $("toast").textContent = text;
  $("toast").classList.add("on");
  fading = setTimeout(() => $("toast").classList.remove("on"), 2200 + text.length * 35);
}

// To the newest button that is a stop of the Tab key, or to the field to write in.
$("skip").addEventListener("click", (event) => {
  event.preventDefault();
  ([...document.querySelectorAll("#log .buttons [tabindex='0'], #start:not([hidden])")].at(-1) ?? $("input")).focus();
});
$("start").addEventListener("click", () => act.say("/start"));
$("unblock").addEventListener("click", () => send({ do: "unblock" }));
$("prompt-now").addEventListener("click", async () => {
  $("prompt-now").disabled = true;
  const answer = await post("/local/prompt-now", {});
  $("prompt-now").disabled = false;
  if (answer?.text) toast(answer.text);
});

// --- writing -----------------------------------------------------------------------------------------------------

let picked = 0;
const suggestions = () => [...$("commands").children];

function written() {
  const text = $("input").value;
  $("input").style.height = "auto";
  $("input").style.height = `${$("input").scrollHeight}px`;
  const some = text.trim() !== "";
  $("send").hidden = !some;
  $("sticker").hidden = $("photo-label").hidden = some;
  suggest(/^\/\w*$/.test(text) ? text.slice(1) : null);
}

function suggest(start) {
  const fitting = start === null ? [] : (picture?.commands ?? []).filter((c) => c.command.startsWith(start.toLowerCase()));
  $("commands").replaceChildren(...fitting.map((c, n) => {
    const made = element("li", "", element("b", "", `/${c.command}`), textual("span", "", c.description));
    Object.assign(made, { id: `command-${n}`, role: "option" });
    made.dataset.command = `/${c.command}`;
    made.addEventListener("click", () => choose(made));
    return made;
  }));
  $("commands").hidden = fitting.length === 0;
  $("slash").setAttribute("aria-expanded", String(fitting.length > 0));
  mark(0);
}

function mark(number) {
  const all = suggestions();
  picked = all.length ? (number + all.length) % all.length : 0;
  all.forEach((row, n) => row.setAttribute("aria-selected", String(n === picked)));
  all[picked]?.scrollIntoView({ block: "nearest" });
  if (all.length) $("input").setAttribute("aria-activedescendant", `command-${picked}`);
  else $("input").removeAttribute("aria-activedescendant");
}

function choose(row) {
  $("input").value = "";
  written();
  act.say(row.dataset.command);
}

async function submit() {
  const text = $("input").value.trim();
  if (!text) return;
  $("input").value = "";
  written();
  if (!(await act.say(text)) && !$("input").value) {
    $("input").value = text;
    written();
  }
}

$("input").addEventListener("input", written);
$("input").addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const open = !$("commands").hidden;
  if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) mark(picked + (event.key === "ArrowDown" ? 1 : -1));
  else if (open && event.key === "Escape") suggest(null);
  else if (open && event.key === "Tab") $("input").value = suggestions()[picked].dataset.command;
  else if (open && event.key === "Enter" && !event.shiftKey) choose(suggestions()[picked]);
  else if (event.key === "Enter" && !event.shiftKey) submit();
  else return;
  event.preventDefault();
});
$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
  $("input").focus();
});
$("slash").addEventListener("click", () => {
  suggest($("commands").hidden ? "" : null);
  $("input").focus({ preventScroll: true });
});
$("keys").addEventListener("click", () => {
  keysHidden = !keysHidden;
  around(false);
});

prepareDialogs({ name, post, send, picture: () => picture });
listen();
