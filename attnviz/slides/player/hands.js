// Keys, a presenter's remote, mouse and touch: each comes down to the name of something to do.

const KEYS = {
  ArrowRight: "forward", ArrowDown: "forward", PageDown: "forward", Enter: "forward",
  ArrowLeft: "back", ArrowUp: "back", PageUp: "back",
  Home: "first", End: "last", r: "replay", o: "overview", Escape: "overview", c: "captions",
  n: "notes", f: "fullscreen", b: "blank", ".": "blank", "?": "help", h: "help",
};
const SWIPE = 40; // pixels
const AWAKE = 2500; // milliseconds that the bar stays after the mouse was moved

function meaning({ key, code, shiftKey }) {
  if (key === " ") return shiftKey ? "back" : "forward";
  if (key.length > 1 && key !== "Process") return KEYS[key];
  // On a keyboard with other letters the place of a key says which one is meant.
  const letter = /^[!-~]$/.test(key) ? key : code.replace("Key", "");
  return KEYS[letter.toLowerCase()];
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const name = meaning(event);
  const dialog = document.querySelector("dialog[open]");
  const onButton = [" ", "Enter"].includes(event.key) && event.target.closest("button");
  if (!name || onButton || (dialog && event.key === "Escape")) return; // the browser's business
  if (dialog && name !== "overview" && name !== "help") return void walk(event);
  event.preventDefault();
  if (!event.repeat) perform(name);
}

/** Let the arrows go from picture to picture in the overview. */
function walk(event) {
  const along = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  const buttons = [...byId("overview").querySelectorAll("[data-step]")];
  const here = buttons.indexOf(document.activeElement);
  if (!along || here < 0) return;
  event.preventDefault();
  const sideways = event.key === "ArrowRight" || event.key === "ArrowLeft";
  const from = buttons[here].getBoundingClientRect();
  for (let i = here + along; buttons[i]; i += along) {
    const box = buttons[i].getBoundingClientRect();
    const sameColumn = Math.abs(box.left - from.left) < 2;
    if (sideways || (sameColumn && box.top !== from.top)) return void buttons[i].focus();
  }
}

function onClick(event) {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  perform(button.dataset.do);
  if (event.detail > 0) button.blur(); // or else the space bar would press it again
}

let touch = null;

function onPointerDown({ pointerType, isPrimary, clientX, clientY }) {
  touch = pointerType !== "mouse" && isPrimary ? { x: clientX, y: clientY } : null;
}

function onPointerUp({ isPrimary, clientX, clientY }) {
  if (!touch || !isPrimary) return;
  const [x, y] = [clientX - touch.x, clientY - touch.y];
  touch = null;
  if (Math.abs(x) > SWIPE && Math.abs(x) > Math.abs(y)) perform(x < 0 ? "forward" : "back");
}

let bedtime;

function wake() {
  document.body.classList.add("awake");
  clearTimeout(bedtime);
  bedtime = setTimeout(() => document.body.classList.remove("awake"), AWAKE);
}

function listen() {
  addEventListener("keydown", onKey);
  addEventListener("click", onClick);
  for (const surface of [byId("stage"), byId("blank")]) {
    surface.addEventListener("click", () => perform("forward"));
    surface.addEventListener("pointerdown", onPointerDown);
    surface.addEventListener("pointerup", onPointerUp);
  }
  byId("play").addEventListener("click", (event) => {
    event.stopPropagation(); // the stage would go forward
    perform("replay");
  });
  addEventListener("pointermove", wake);
  addEventListener("pointerdown", wake);
  wake();
}
