/* The state of an explorer as the fragment of the page's address: #explore-coin?heads=3&theta=0.5.
   A state is an object of numbers, words, lists of numbers and lists of points. Only what differs from the start is
   written; what is read must be of the kind that the start has, or it is left alone. */
const address = (() => {
  const short = (value) => String(Number(value.toPrecision(10)));
  const write = (value) => {
    if (Array.isArray(value)) {
      return value.map((item) => (Array.isArray(item) ? item.map(short).join(",") : short(item)))
        .join(Array.isArray(value[0]) ? ";" : ",");
    }
    return typeof value === "number" ? short(value) : String(value);
  };

  /* Throws where the text is not of the kind that `like` is. */
  function read(string, like) {
    const number = (part) => {
      const value = part.trim() === "" ? NaN : Number(part);
      if (!Number.isFinite(value)) throw new RangeError(part);
      return value;
    };
    const numbers = (part) => (part === "" ? [] : part.split(",").map(number));
    if (Array.isArray(like)) return Array.isArray(like[0]) ? string.split(";").map(numbers) : numbers(string);
    return typeof like === "number" ? number(string) : string;
  }

  function encode(id, state, start) {
    const changed = Object.keys(start).filter((key) => write(state[key]) !== write(start[key]));
    const parts = changed.map((key) => `${key}=${encodeURIComponent(write(state[key])).replace(/%2C/g, ",").replace(/%3B/g, ";")}`);
    return parts.length ? `#${id}?${parts.join("&")}` : `#${id}`;
  }

  /* What an address says of this explorer, or null if it is about something else. */
  function decode(fragment, id, start) {
    const [name, query = ""] = fragment.replace(/^#/, "").split("?");
    if (name !== id || query.length > 4000) return null;
    const said = {};
    for (const [key, value] of new URLSearchParams(query)) {
      if (!Object.hasOwn(start, key)) continue;
      try { said[key] = read(value, start[key]); } catch { /* somebody's typing error: the start's value stays */ }
    }
    return said;
  }

  return { encode, decode };
})();
