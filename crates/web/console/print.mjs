// A button that prints the page.
document.documentElement.classList.add("scripted");
addEventListener("click", (event) => event.target.closest?.("[data-print]") && print());
