// The stage: a still and two videos, stacked. What comes next is made ready beneath what is seen
// and then raised above it, so that nothing flashes in between.

const byId = (id) => document.getElementById(id);

class Stage {
  constructor(steps, changed) {
    this.steps = steps;
    this.changed = changed; // called when a step begins to play or comes to rest
    this.still = document.querySelector("#stage > img");
    this.videos = [byId("video-a"), byId("video-b")];
    this.front = this.still;
    this.wish = null; // what was asked for last; answers to earlier wishes are dropped
    for (const video of this.videos) {
      video.addEventListener("ended", () => {
        if (video === this.front && video === this.videoOf(this.wish.index)) this.settle(false);
      });
    }
  }

  /** Play a step from its beginning; what is seen stays until its first frame is there. */
  async play(index) {
    const wish = (this.wish = { index });
    const video = this.load(index);
    if (video.currentTime > 0) video.currentTime = 0;
    this.settle(true);
    try {
      await video.play();
    } catch {
      // Refused, to save power or for lack of the codec; or overtaken by another wish.
      if (wish === this.wish) this.hold(index, true);
      return;
    }
    if (wish !== this.wish) return;
    this.raise(video);
    await painted(video); // until then, what was in front before shows through
    if (wish === this.wish) this.prepare(index + 1);
  }

  /** Show the frame that a step ends with, and offer to play it. */
  async hold(index, offer = false) {
    const wish = (this.wish = { index });
    this.settle(false, offer);
    // A new element each time: one that is given another picture is empty for a moment.
    const still = Object.assign(new Image(), { alt: "", src: this.steps[index].picture });
    await still.decode();
    if (wish !== this.wish) return;
    if (this.front === this.still) this.front = still;
    this.still.replaceWith(still);
    this.still = still;
    this.raise(still);
    this.prepare(index + 1);
  }

  /** Stop what plays, or let it go on. */
  pause(stop) {
    if (!this.playing || this.front === this.still) return;
    if (stop) this.front.pause();
    else this.front.play();
  }

  // ---- how

  settle(playing, offer = false) {
    this.playing = playing;
    this.changed(offer);
  }

  raise(layer) {
    for (const other of [this.still, ...this.videos]) {
      // What was in front stays next: a video shows what is behind it until it has painted.
      other.style.zIndex = other === layer ? 2 : other === this.front ? 1 : 0;
      if (other !== layer && other !== this.still) other.pause();
    }
    this.front = layer;
  }

  videoOf(index) {
    return this.videos.find((video) => video.dataset.step === String(index));
  }

  /** Return the video with a step in it, loaded into the one that is not seen if need be. */
  load(index) {
    const loaded = this.videoOf(index);
    if (loaded) return loaded;
    const own = this.videoOf(this.wish.index);
    const hidden = this.videos.filter((video) => video !== this.front);
    const video = hidden.find((candidate) => candidate !== own) ?? hidden[0];
    URL.revokeObjectURL(video.src);
    video.dataset.step = index;
    video.src = URL.createObjectURL(new Blob([bytesOf(index)], { type: "video/mp4" }));
    return video;
  }

  prepare(index) {
    if (index < this.steps.length) this.load(index);
  }
}

/** Wait until a video that plays has put a picture on the screen. */
async function painted(video) {
  await new Promise((done) => {
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(done);
    else video.addEventListener("timeupdate", done, { once: true });
  });
  await new Promise(requestAnimationFrame);
}

function bytesOf(index) {
  const text = atob(byId(`video-${index}`).textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
