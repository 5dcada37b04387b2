// What the lecturer sees: the caption, what comes next, the time. Beside the picture or, as the
// same element, in a window of its own for a second screen.

class Notes {
  constructor(deck) {
    this.deck = deck;
    this.panel = byId("notes");
    this.since = null; // when the talk began: with the first step forward
    this.window = null;
    this.parts = {};
    for (const part of this.panel.querySelectorAll("[id]")) this.parts[part.id] = part;
    this.parts.elapsed.addEventListener("click", () => this.begin());
    setInterval(() => this.tick(), 1000);
    this.tick();
  }

  begin() {
    this.since = Date.now();
    this.tick();
  }

  /** Show or put away; return whether they are shown. */
  toggle() {
    if (this.window) this.window.close();
    else this.panel.hidden = !this.panel.hidden;
    return !this.window && !this.panel.hidden;
  }

  /** Move into a window of its own; if the browser forbids one, stay. */
  popOut(closed) {
    const opened = this.window ? null : window.open("", "", "popup,width=960,height=640");
    if (!opened) return;
    this.window = opened;
    const page = opened.document;
    page.title = `Notes · ${document.title}`;
    page.documentElement.lang = "en";
    page.head.append(document.querySelector("style").cloneNode(true));
    page.body.className = "own";
    page.body.append(this.panel);
    opened.addEventListener("keydown", onKey);
    opened.addEventListener("click", onClick);
    opened.addEventListener("pagehide", () => {
      this.window = null;
      this.panel.hidden = true;
      byId("bar").before(this.panel);
      closed();
    });
    addEventListener("pagehide", () => opened.close());
  }

  show(index) {
    const { parts } = this;
    const { steps } = this.deck;
    const [now, next] = [steps[index], steps[index + 1]];
    parts["notes-step"].textContent = `${index + 1} of ${steps.length} · ${now.title}`;
    parts["notes-caption"].textContent = now.caption;
    parts["notes-now"].src = now.picture;
    parts["notes-next"].hidden = !next;
    if (next) parts["notes-next"].src = next.picture;
    parts["notes-coming"].textContent = next ? next.caption : "This is the last step.";
  }

  tick() {
    const now = new Date();
    const seconds = this.since === null ? 0 : Math.floor((now - this.since) / 1000);
    const two = (number) => String(number).padStart(2, "0");
    this.parts.clock.textContent = `${two(now.getHours())}:${two(now.getMinutes())}`;
    this.parts.elapsed.textContent = `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  }
}
