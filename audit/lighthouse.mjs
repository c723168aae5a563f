// Runs Lighthouse on one page: `node lighthouse.mjs ADDRESS phone|desktop CHROMIUM FLAGS…`, and writes what it found as
// one line of JSON. A browser of its own for each run: nothing is in its cache.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import desktop from "lighthouse/core/config/desktop-config.js";

const METRICS = {
  fcp: "first-contentful-paint", lcp: "largest-contentful-paint", tbt: "total-blocking-time",
  cls: "cumulative-layout-shift", si: "speed-index", bytes: "total-byte-weight",
};

// The first element that an audit complains about.
const element = (audit) => audit.details?.items?.[0]?.node?.snippet;

const [address, profile, chromePath, ...chromeFlags] = process.argv.slice(2);
const chrome = await launch({ chromePath, chromeFlags: ["--headless=new", ...chromeFlags] });
try {
  const options = { port: chrome.port, logLevel: "error", output: "json" };
  const { lhr } = await lighthouse(address, options, profile === "desktop" ? desktop : undefined);
  const categories = Object.values(lhr.categories);
  const weighs = categories.flatMap((category) => category.auditRefs.filter((ref) => ref.weight > 0).map((ref) => ref.id));
  const failed = Object.values(lhr.audits).filter((audit) => weighs.includes(audit.id) && audit.score !== null && audit.score < 0.9);
  console.log(JSON.stringify({
    error: lhr.runtimeError?.message,
    scores: Object.fromEntries(categories.map((category) => [category.id, Math.round(100 * category.score)])),
    metrics: Object.fromEntries(Object.entries(METRICS).map(([name, id]) => [name, lhr.audits[id]?.numericValue])),
    failed: failed.map((audit) => [audit.title, audit.displayValue, element(audit)].filter(Boolean).join(": ")),
  }));
} finally {
  await chrome.kill();
}
