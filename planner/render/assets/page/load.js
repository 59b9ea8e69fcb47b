// The scripts of a page of very many customers travel packed; its policy knows each by its digest.
async function load() {
  for (const block of document.querySelectorAll("script.code")) {
    const script = document.createElement("script");
    script.textContent = new TextDecoder().decode(await gunzip(block.textContent));
    document.head.append(script);
  }
}

load();
