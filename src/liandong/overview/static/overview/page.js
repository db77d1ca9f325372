// Keeps the page true: the stream says that something happened, the page asks for its part anew; clocks tick between.
"use strict";

const live = document.getElementById("live");
const line = document.getElementById("line");
const clock = document.getElementById("clock");
const offset = Date.parse(clock.dateTime) - Date.now();
let asked = false;

const now = () => Date.now() + offset;
const two = (n) => String(n).padStart(2, "0");

function span(left) {
  const s = Math.floor(Math.abs(left) / 1000), d = Math.floor(s / 86400), h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
  const text = d ? `${d} 天` : h ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
  return left < 0 ? `+${text}` : text;
}

function tick() {
  clock.textContent = new Date(now()).toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
  for (const chip of document.querySelectorAll("[data-due]")) {
    const left = Date.parse(chip.dataset.due) - now();
    chip.querySelector("b").textContent = span(left);
    if (left < 0 && !chip.classList.contains("overdue")) { chip.className = "chip overdue"; chip.querySelector(".word").textContent = "超时"; }
  }
}

function refresh() {
  if (asked) return;
  asked = true;
  setTimeout(async () => {
    asked = false;
    try {
      const answer = await fetch(`${location.pathname}?part=1`, { credentials: "same-origin" });
      if (answer.redirected) location.assign("/plain/sign-in");
      else if (answer.ok) { live.innerHTML = await answer.text(); connected(); tick(); }
    } catch { lost(); }
  }, 250);
}

function connected() { line.classList.remove("lost"); line.textContent = "在线"; }
function lost() { line.classList.add("lost"); line.textContent = "连接中断，显示的是中断前的数据"; }

const stream = new EventSource("/api/stream");
stream.onopen = () => { connected(); refresh(); };
stream.onerror = lost;
stream.onmessage = refresh;
for (const name of ["entry", "reset", "gap"]) stream.addEventListener(name, refresh);

document.getElementById("sign-out").addEventListener("click", async () => {
  const token = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="))?.split("=")[1] ?? "";
  await fetch("/api/session", { method: "DELETE", headers: { "X-CSRFToken": token, "Idempotency-Key": crypto.randomUUID() } });
  location.assign("/plain/sign-in");
});
setInterval(tick, 1000);
tick();
