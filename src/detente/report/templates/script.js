"use strict";
(() => {
  const filter = document.querySelector(".filter");
  if (filter) {
    filter.hidden = false;
    const buttons = [...filter.querySelectorAll("button")];
    const parts = [...document.querySelectorAll("[data-severity]")];
    for (const button of buttons) {
      button.addEventListener("click", () => {
        for (const b of buttons) b.setAttribute("aria-pressed", String(b === button));
        const wanted = button.dataset.show;
        for (const p of parts) p.hidden = wanted !== "all" && p.dataset.severity !== wanted;
      });
    }
  }
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) {
      if (at.tagName === "DETAILS") at.open = true;
      at.hidden = false;
    }
    target.scrollIntoView({ block: "start" });
  };
  addEventListener("hashchange", reveal);
  reveal();
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const d of opened) d.open = true;
  });
  addEventListener("afterprint", () => { for (const d of opened) d.open = false; });
})();
