// Where the talk is, what moves it, and what is shown of it.

const deck = JSON.parse(byId("deck").textContent);
const last = deck.steps.length - 1;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const stage = new Stage(deck.steps, showState);
const notes = new Notes(deck);
let at = 0;

// ---- moving

function go(index, { hold = false } = {}) {
  if (!Number.isInteger(index) || index < 0 || index > last) return;
  if (at === 0 && index > 0 && notes.since === null) notes.begin();
  at = index;
  if (hold || calm.matches) stage.hold(index, !hold);
  else stage.play(index);
  showStep();
}

const moves = {
  // The end of a step is its still: a video that is sent there does not always paint it.
  forward: () => (stage.playing ? stage.hold(at) : go(at + 1)),
  back: () => go(at - 1, { hold: true }),
  first: () => go(0),
  last: () => go(last),
  replay: () => stage.play(at),
};

const views = {
  overview: () => toggleDialog("overview"),
  help: () => toggleDialog("help"),
  captions: () => press("captions", !byId("caption").classList.toggle("unseen")),
  notes: () => press("notes", notes.toggle()),
  popOut: () => notes.popOut(() => press("notes", false)),
  blank: () => setBlank(byId("blank").hidden),
  fullscreen: () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => {}); // not every browser may
  },
};

function perform(name) {
  if (views[name]) views[name]();
  else if (byId("blank").hidden) moves[name]();
  else setBlank(false); // the picture comes back before anything moves
}

function setBlank(black) {
  byId("blank").hidden = !black;
  stage.pause(black);
}

function toggleDialog(id) {
  const dialog = byId(id);
  if (dialog.open) return void dialog.close();
  for (const other of document.querySelectorAll("dialog[open]")) other.close();
  dialog.showModal();
  dialog.querySelector("[aria-current]")?.focus();
}

// ---- showing

function showStep() {
  const step = deck.steps[at];
  history.replaceState(null, "", `#${at + 1}`);
  byId("caption").textContent = step.caption;
  byId("caption").classList.toggle("long", step.caption.includes("\n")); // those of a whole scene
  byId("where").replaceChildren(
    strong(`${at + 1} / ${last + 1}`),
    make("span", { textContent: step.title }),
  );
  byId("progress").setAttribute("aria-valuenow", at + 1);
  byId("progress").setAttribute("aria-valuetext", `${at + 1} of ${last + 1}, ${step.title}`);
  for (const mark of byId("progress").children) {
    const done = (at + 1 - mark.dataset.first) / mark.dataset.count;
    mark.style.setProperty("--done", Math.min(Math.max(done, 0), 1));
  }
  for (const button of byId("overview").querySelectorAll("[data-step]")) {
    if (Number(button.dataset.step) === at) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  }
  notes.show(at);
}

function showState(offer) {
  byId("play").hidden = !offer;
  byId("stage").dataset.state = stage.playing ? "playing" : "held";
}

function press(name, pressed) {
  byId("bar").querySelector(`[data-do=${name}]`).setAttribute("aria-pressed", pressed);
}

// ---- building what depends on the steps

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function strong(text) {
  return make("strong", { textContent: text });
}

/** Return the scenes in order, each as the numbers of its steps. */
function scenes() {
  const found = [];
  deck.steps.forEach((step, i) => {
    if (i > 0 && step.scene === deck.steps[i - 1].scene) found.at(-1).push(i);
    else found.push([i]);
  });
  return found;
}

function thumb(index) {
  const step = deck.steps[index];
  const image = make("img", { src: step.thumb, alt: "" });
  const caption = make("span", { textContent: step.caption, lang: deck.language, dir: "auto" });
  const words = make("span", {}, strong(`${index + 1}`), " ", caption);
  const button = make("button", { type: "button" }, image, words);
  button.dataset.step = index;
  button.addEventListener("click", () => {
    byId("overview").close();
    go(index);
  });
  return make("li", {}, button);
}

function build() {
  for (const name of ["caption", "sentence", "notes-caption", "notes-coming"]) {
    byId(name).lang = deck.language;
  }
  byId("sentence").textContent = deck.sentence;
  byId("source").textContent = deck.source;
  for (const step of deck.steps) {
    byId("pages").append(make("img", { src: step.picture, alt: step.caption }));
  }
  byId("progress").setAttribute("aria-valuemax", last + 1);
  for (const numbers of scenes()) {
    const mark = make("span", {});
    Object.assign(mark.dataset, { first: numbers[0], count: numbers.length });
    mark.style.setProperty("--count", numbers.length);
    byId("progress").append(mark);
    const title = make("h2", { textContent: deck.steps[numbers[0]].title });
    byId("overview").append(title, make("ol", {}, ...numbers.map(thumb)));
  }
}

function stepInAddress() {
  return Number(location.hash.slice(1)) - 1;
}

build();
listen();
addEventListener("hashchange", () => stepInAddress() !== at && go(stepInAddress()));
const asked = stepInAddress();
go(asked >= 0 && asked <= last && Number.isInteger(asked) ? asked : 0);
