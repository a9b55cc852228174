// How does a message look? Bot API messages to elements; text only ever becomes text nodes.

export function element(tag, className = "", ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** An element whose text may be in a language from right to left. */
export function textual(tag, className, ...children) {
  const made = element(tag, className, ...children);
  made.dir = "auto";
  return made;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const SAFE_LINK = /^(https?:\/\/|tg:|mailto:|tel:)/i;
const link = (url) => (SAFE_LINK.test(url) ? url : /^[a-z][a-z0-9+.-]*:/i.test(url) ? "" : `https://${url}`);

function anchor(url, children) {
  const href = link(url);
  if (!href) return element("span", "", ...children);
  const made = element("a", "", ...children);
  made.href = href;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  return made;
}

function localTime(entity, children) {
  const when = new Date(entity.unix_time * 1000);
  const made = element("time", "mark");
  made.dateTime = when.toISOString();
  made.title = when.toLocaleString();
  const asked = entity.date_time_format ?? "";
  const style = {};
  if (asked.includes("w")) style.weekday = "long";
  if (/d/i.test(asked)) Object.assign(style, { day: "numeric", month: asked.includes("D") ? "long" : "short" });
  if (/t/i.test(asked)) Object.assign(style, { hour: "2-digit", minute: "2-digit" });
  made.append(...(Object.keys(style).length ? [when.toLocaleString(undefined, style)] : children));
  return made;
}

function quote(children, expandable) {
  if (!expandable) return element("span", "quote plain", ...children);
  const made = element("button", "quote", element("span", "fold", ...children));
  made.type = "button";
  made.tabIndex = -1; // until it turns out to hide something
  made.setAttribute("aria-expanded", "false");
  made.addEventListener("click", () => {
    if (!made.classList.contains("foldable")) return;
    made.setAttribute("aria-expanded", String(made.getAttribute("aria-expanded") === "false"));
  });
  return made;
}

/** Give a folded quote its arrow when it is longer than it shows. Call it once the quote is on the page. */
export function settleQuotes(root) {
  for (const made of root.querySelectorAll("button.quote[aria-expanded='false']")) {
    const fold = made.firstElementChild;
    made.tabIndex = made.classList.toggle("foldable", fold.scrollHeight > fold.clientHeight + 2) ? 0 : -1;
  }
  for (const made of root.querySelectorAll(".quote.timed:not(.open)")) {
    const fold = made.firstElementChild;
    made.lastElementChild.hidden = fold.scrollHeight <= fold.clientHeight + 2;
  }
}

function spoiler(children) {
  const made = element("span", "spoiler", ...children);
  made.tabIndex = 0;
  made.role = "button";
  made.ariaLabel = "Hidden text";
  const open = () => {
    made.classList.add("open");
    for (const name of ["role", "aria-label", "tabindex"]) made.removeAttribute(name);
  };
  made.addEventListener("click", open);
  made.addEventListener("keydown", (event) => (event.key === "Enter" || event.key === " ") && open());
  return made;
}

function dressed(entity, text, children, act) {
  switch (entity.type) {
    case "bold": return element("b", "", ...children);
    case "italic": return element("i", "", ...children);
    case "underline": return element("u", "", ...children);
    case "strikethrough": return element("s", "", ...children);
    case "code": return element("code", "", ...children);
    case "pre": return element("pre", "", ...children);
    case "spoiler": return spoiler(children);
    case "blockquote": return quote(children, false);
    case "expandable_blockquote": return quote(children, true);
    case "text_link": return anchor(entity.url, children);
    case "url": return anchor(text, children);
    case "email": return anchor(`mailto:${text}`, children);
    case "date_time": return localTime(entity, children);
    case "bot_command": {
      const made = element("button", "command", ...children);
      made.type = "button";
      made.addEventListener("click", () => act.say(text));
      return made;
    }
    case "custom_emoji": return element("span", "", ...children);
    default: return element("span", "mark", ...children);
  }
}

/** Text with its entities as nodes. Offsets are UTF-16 units, as JavaScript's own are. */
export function rich(text, entities, act, start = 0, end = text.length) {
  const nodes = [];
  let at = start;
  const rest = [...entities];
  while (rest.length) {
    const entity = rest.shift();
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (to <= from) continue;
    if (from > at) nodes.push(text.slice(at, from));
    const inner = [];
    while (rest.length && rest[0].offset < to) inner.push(rest.shift());
    nodes.push(dressed(entity, text.slice(from, to), rich(text, inner, act, from, to), act));
    // A quote ends its own line.
    at = entity.type.endsWith("blockquote") && text[to] === "\n" ? to + 1 : to;
    rest.unshift(...inner.filter((other) => other.offset + other.length > to));
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

const mediaUrl = (file) => `/local/media/${encodeURIComponent(file.file_id)}`;

/** What moves is fetched when it is about to be seen, plays while it is, and rests otherwise. */
const watch = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    if (isIntersecting && !target.hasAttribute("src")) target.src = target.dataset.src;
    if (!("plays" in target.dataset)) continue;
    if (isIntersecting) target.play().catch(() => {});
    else target.pause();
  }
}, { rootMargin: "200px" });

/** What a moving picture is called: the words under it are read anyway, so the file's name tells what moves. */
function nameOf(file) {
  const figure = /^figure((?:-[a-z]+)*)\.\w+$/.exec(file.file_name ?? "");
  if (!figure) return "Moving picture";
  return figure[1] ? `Moving figure: ${figure[1].slice(1).replaceAll("-", " ")}` : "Moving figure";
}

const MOMENT = /(?<![\d:])((?:\d{1,2}:)?\d{1,2}:\d{2})(?![\d:])/;

/** Seconds as a player shows them: 0:05, 4:01, 1:02:03. */
function clockOf(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  if (!parts[0]) parts.shift();
  return parts.map((part, n) => (n ? String(part).padStart(2, "0") : part)).join(":");
}

/** Only one film or track is heard at a time. */
document.addEventListener("play", ({ target }) => {
  if (target.muted) return;
  for (const other of document.querySelectorAll(".player")) if (other !== target) other.pause();
}, true);

/** What is played with sound, by the person: it is fetched from wherever they go to. */
function player(kind, file, name) {
  const made = element(kind, "player");
  Object.assign(made, { controls: true, preload: "metadata", ariaLabel: `${name}, ${clockOf(file.duration)}` });
  made.dataset.src = mediaUrl(file);
  if (file.start_timestamp) made.addEventListener("play", () => {
    if (!("moved" in made.dataset)) made.currentTime ||= file.start_timestamp;
  }, { once: true });
  watch.observe(made);
  return made;
}

function film(file) {
  const video = player("video", file, "Video");
  Object.assign(video, { playsInline: true, width: file.width, height: file.height });
  video.style.aspectRatio = `${file.width} / ${file.height}`; // also while a cover of another shape stands there
  const still = file.cover?.at(-1) ?? file.thumbnail;
  if (still) video.poster = mediaUrl(still);
  const length = element("span", "length", file.start_timestamp ? `from ${clockOf(file.start_timestamp)} · ` : "", clockOf(file.duration));
  length.ariaHidden = "true"; // the player has it in its name
  video.addEventListener("play", () => length.remove(), { once: true });
  return element("span", "media film", video, length);
}

function track(file) {
  const title = file.title ?? file.file_name ?? "Sound";
  const detail = [file.performer, clockOf(file.duration)].filter(Boolean).join(" · ");
  return element("span", "track", player("audio", file, title), textual("b", "", title), element("small", "", detail));
}

/** A folded quote with times in it: what is inside can be tapped, so it is no button itself, but has one. */
function timed(quote) {
  const box = element("span", "quote timed", quote.firstElementChild);
  const more = element("button", "unfold");
  Object.assign(more, { type: "button", ariaLabel: "All times" });
  more.setAttribute("aria-expanded", "false");
  box.append(more);
  box.addEventListener("click", ({ target }) => target.closest(".moment") || unfold(box, !box.classList.contains("open")));
  box.addEventListener("focusin", ({ target }) => target.closest(".moment") && unfold(box, true));
  quote.replaceWith(box);
}

/** Show all of a quote with times, or fold it. */
export function unfold(box, open) {
  box.classList.toggle("open", open);
  box.lastElementChild.setAttribute("aria-expanded", String(open));
}

/** Times in the words under a film or track lead to that moment of it, as they do in Telegram. */
function linkMoments(body, length) {
  for (const quote of body.querySelectorAll("button.quote")) if (MOMENT.test(quote.textContent)) timed(quote);
  const texts = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) found.push(texts.currentNode);
  for (const text of found) {
    if (text.parentElement.closest("a, button")) continue;
    const parts = text.data.split(MOMENT);
    text.replaceWith(...parts.map((part, n) => {
      const seconds = part.split(":").reduce((sum, digits) => 60 * sum + Number(digits), 0);
      if (n % 2 === 0 || seconds > length) return part;
      const made = element("button", "moment", part);
      made.type = "button";
      made.addEventListener("click", () => {
        const playing = made.closest(".bubble").querySelector(".player"); // an edited message keeps its player
        playing.dataset.moved = "";
        playing.currentTime = seconds;
        playing.play().catch(() => {});
      });
      return made;
    }));
  }
}

function moving(file) {
  const alt = nameOf(file);
  if (file.mime_type?.startsWith("image/")) return picture(file, alt);
  const video = element("video");
  const named = element("span", "media", video);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  Object.assign(video, { muted: true, loop: true, playsInline: true, preload: "auto" });
  Object.assign(video, { width: file.width, height: file.height, controls: calm });
  if (file.thumbnail) video.poster = mediaUrl(file.thumbnail);
  video.dataset.src = mediaUrl(file);
  if (!calm) video.dataset.plays = "";
  watch.observe(video);
  if (video.controls) video.ariaLabel = alt;
  else {
    // A browser would call one that is not fetched yet unable to play.
    Object.assign(named, { role: "img", ariaLabel: alt });
    video.ariaHidden = "true";
  }
  return named;
}

function picture(file, alt) {
  const img = element("img");
  Object.assign(img, { src: mediaUrl(file), alt, width: file.width, height: file.height, decoding: "async" });
  return element("span", "media", img);
}

function card(icon, title, detail) {
  const sign = element("span", "card-icon", icon);
  sign.ariaHidden = "true";
  return element("span", "card", sign, element("span", "", title, element("small", "", detail)));
}

function content(message) {
  if (message.photo) return picture(message.photo.at(-1), "Picture");
  if (message.animation) return moving(message.animation);
  if (message.video) return film(message.video);
  if (message.audio) return track(message.audio);
  if (message.sticker) return element("span", "big", message.sticker.emoji ?? "🙂");
  if (message.dice) return element("span", "big", message.dice.emoji);
  if (message.location) {
    const { latitude, longitude } = message.location;
    return card("📍", "Location", `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`);
  }
  if (message.contact) return card("👤", message.contact.first_name, message.contact.phone_number);
  if (message.poll) return card("📊", message.poll.question, message.poll.options.map((o) => o.text).join(" · "));
  if (message.voice) return track({ title: "Voice message", ...message.voice });
  if (message.document) {
    const made = card("📄", message.document.file_name ?? "File", `${Math.ceil((message.document.file_size ?? 0) / 1024)} KB`);
    const whole = element("a", "", made);
    whole.href = mediaUrl(message.document);
    whole.download = message.document.file_name ?? "file";
    return whole;
  }
  return null;
}

/** The buttons under a message are one stop of the Tab key, and arrows lead from one to the next. The stop is the main
 * one, or the last that has a row to itself with another below (Next), or the first. */
function asOneStop(grid) {
  const all = [...grid.querySelectorAll("button, a")];
  const rows = [...grid.children];
  const alone = rows.slice(0, -1).filter((row) => row.children.length === 1);
  const stop = grid.querySelector(".primary, [data-style='primary']") ?? alone.at(-1)?.firstElementChild ?? all[0];
  const make = (one) => all.forEach((each) => (each.tabIndex = each === one ? 0 : -1));
  make(stop);
  grid.role = "group";
  grid.ariaLabel = "Answers";
  grid.addEventListener("focusin", (event) => make(event.target));
  grid.addEventListener("focusout", () => make(stop));
  grid.addEventListener("keydown", (event) => {
    const to = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const next = event.key === "Home" ? all[0] : event.key === "End" ? all.at(-1) : all[all.indexOf(event.target) + to];
    if (!next) return;
    next.focus();
    event.preventDefault();
  });
}

function buttons(message, act) {
  const grid = element("div", "buttons");
  message.reply_markup.inline_keyboard.forEach((row, rowNumber) => {
    const line = element("div", "button-row");
    row.forEach((button, column) => {
      const url = button.url ?? button.web_app?.url;
      const made = textual(url ? "a" : "button", button.style ?? "", button.text);
      if (url) {
        Object.assign(made, { href: link(url) || "#", target: "_blank", rel: "noopener noreferrer" });
        made.classList.add("away");
      } else {
        made.type = "button";
        if (button.copy_text) made.addEventListener("click", () => act.copy(button.copy_text.text));
        else made.addEventListener("click", () => act.tap(message.message_id, rowNumber, column, made));
      }
      line.append(made);
    });
    grid.append(line);
  });
  asOneStop(grid);
  return grid;
}

/** One message as a list item. `act` has say(text), tap(id, row, column, element) and copy(text). */
export function bubble(message, mine, act) {
  const row = element("li", mine ? "row out" : "row");
  row.id = `message-${message.message_id}`;
  row.dataset.id = message.message_id;
  row.dataset.day = new Date(message.date * 1000).toDateString();
  row.dataset.date = message.date;
  const inside = element("div", "bubble");
  const spoken = element("span", "hidden", mine ? "You: " : `${message.from?.first_name ?? "Bot"}: `);
  inside.append(spoken);
  const forwarded = message.forward_origin;
  if (forwarded) inside.append(element("span", "forward", `Forwarded from ${forwarded.sender_user?.first_name ?? forwarded.sender_user_name ?? "somebody"}`));
  const answered = message.reply_to_message;
  if (answered) inside.append(textual("span", "reply", (answered.text ?? answered.caption ?? "Message").slice(0, 80)));
  const shown = content(message);
  if (shown) inside.append(shown);
  if (shown?.classList.contains("media")) row.classList.add("wide-media");
  if (shown?.classList.contains("big")) row.classList.add("sticker");
  const text = message.text ?? message.caption ?? "";
  const meta = element("span", "meta", message.edit_date ? "edited " : "", clock.format(message.date * 1000));
  meta.title = new Date((message.edit_date ?? message.date) * 1000).toLocaleString();
  const body = textual("div", "text", ...rich(text, message.entities ?? message.caption_entities ?? [], act));
  const played = message.video ?? message.audio;
  if (played) linkMoments(body, played.duration);
  if (text && message.show_caption_above_media && shown) inside.insertBefore(body, shown);
  else if (text) inside.append(body);
  (text && !(message.show_caption_above_media && shown) ? body : inside).append(meta);
  if (message.reactions?.length) inside.append(element("div", "reactions", ...message.reactions.map((r) => element("span", "", r))));
  row.append(inside);
  if (message.reply_markup?.inline_keyboard?.length) {
    row.classList.add("has-buttons");
    row.append(buttons(message, act));
  }
  return row;
}
