// Handing a link on: the phone's own sharing, else the clipboard; resolves to the key of the sentence that tells it.

export async function copyLink(url, title) {
  try {
    if (navigator.share && window.matchMedia("(pointer: coarse)").matches) {
      await navigator.share({ url, title });
      return "share.done";
    }
    if (!navigator.clipboard) return "share.unsupported"; // a page that is not served securely may not copy
    await navigator.clipboard.writeText(url);
    return "share.copied";
  } catch (error) {
    if (error.name === "AbortError") return "share.cancelled"; // the person shut the phone's dialogue
    console.error("map link:", error);
    return "share.unsupported";
  }
}
