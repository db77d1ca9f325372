// Signs in through the API and shows its own words when it refuses.
"use strict";

const form = document.getElementById("sign-in");
const problem = document.getElementById("problem");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  problem.hidden = true;
  const body = JSON.stringify({ username: form.username.value, password: form.password.value });
  try {
    const answer = await fetch("/api/session", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    if (answer.ok) {
      const next = form.dataset.next;
      location.assign(next.startsWith("/") && !next.startsWith("//") ? next : "/plain/");
      return;
    }
    problem.textContent = (await answer.json()).title;
  } catch {
    problem.textContent = "连接不上服务器，请检查网络后再试。";
  }
  problem.hidden = false;
});
