// What our pages share: elements, and two languages.

export function make(tag, properties = {}, ...children) {
  const { data = {}, ...rest } = properties;
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(rest)) {
    if (value === null || value === undefined) continue;
    if (name in node && name !== 'role') node[name] = value;
    else node.setAttribute(name, value);
  }
  Object.assign(node.dataset, data);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// An element of a drawing: attributes only, as the policy allows no style attributes.
export function draw(tag, attributes = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// What the address asks for, what was chosen before, else what the browser asks for; Korean when in doubt.
function chooseLanguage(known) {
  const asked = new URLSearchParams(location.search).get('lang');
  if (asked in known) return asked;
  const kept = remembered();
  if (kept in known) return kept;
  const wanted = navigator.languages?.length ? navigator.languages : [navigator.language ?? 'ko'];
  return wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in known) ?? (wanted.length ? 'en' : 'ko');
}

// Storage may be closed to us (private windows): then the choice lasts as long as the page.
function remembered() {
  try {
    return localStorage.getItem('language');
  } catch {
    return null;
  }
}

function rememberLanguage(language) {
  try {
    localStorage.setItem('language', language);
  } catch {
    // nothing to do: see remembered()
  }
}

// Says the page's own words ([data-word], [data-label]) in the language that is chosen now and whenever another one is, then calls `spoken`.
export function inLanguages(known, spoken) {
  const speak = (language) => {
    const words = known[language];
    document.documentElement.lang = language;
    document.title = words.title;
    for (const node of document.querySelectorAll('[data-word]')) node.textContent = words[node.dataset.word];
    for (const node of document.querySelectorAll('[data-label]')) node.setAttribute('aria-label', words[node.dataset.label]);
    for (const node of document.querySelectorAll('[data-language]')) node.setAttribute('aria-pressed', String(node.dataset.language === language));
    spoken(language, words);
  };
  for (const node of document.querySelectorAll('[data-language]')) {
    node.addEventListener('click', () => { rememberLanguage(node.dataset.language); speak(node.dataset.language); });
  }
  speak(chooseLanguage(known));
}
