// Makes one page for each language from index.html: with its language and direction, its title and description, the addresses of the
// other languages, and a text for readers without scripts. A demonstration gets pages of its own, which say that it is one.
import { readFileSync } from "node:fs";
import PO from "pofile";
import { LANGUAGES, NAMES, directionOf } from "./src/language/languages.ts";

const TITLE = /*i18n*/ "National Survey of Implementation";
const ABOUT =
  /*i18n*/ "The National Survey of Implementation is voluntary. General Assembly resolution 77/37 encourages States to report how they carry out the agreed framework. Nothing is mandatory, and nothing is visible without an act of the State.";
const SCRIPTS = /*i18n*/ "This page needs JavaScript. The data do not: everybody reads the released tables as files, and the API with any client.";
const DEMONSTRATION = /*i18n*/ "Demonstration: all answers are invented and say nothing about any State.";
const DEVELOPERS = /*i18n*/ "Developers";

export function pages() {
  return {
    name: "pages",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const template = String(bundle["index.html"].source);
      delete bundle["index.html"];
      for (const language of LANGUAGES) {
        const catalogue = Object.values(bundle).find((file) => file.facadeModuleId?.endsWith(`/locales/${language}.po`));
        for (const demonstration of [false, true]) {
          const name = demonstration ? `${language}.demonstration` : language;
          const source = page(template, language, `/${catalogue.fileName}`, demonstration);
          this.emitFile({ type: "asset", fileName: `pages/${name}.html`, source });
        }
      }
    },
  };
}

function page(template, language, catalogue, demonstration) {
  const say = texts(language);
  const mark = demonstration ? " data-demonstration" : "";
  const others = LANGUAGES.map((other) => `<link rel="alternate" hreflang="${other}" href="/${other}">`).join("");
  const links = LANGUAGES.map((other) => `<a href="/${other}" lang="${other}" hreflang="${other}">${NAMES[other]}</a>`).join(" ");
  const head = `<meta name="description" content="${text(say(ABOUT))}">${others}<link rel="modulepreload" crossorigin href="${catalogue}">`;
  const body =
    `<noscript><div class="wrap">${demonstration ? `<p>${text(say(DEMONSTRATION))}</p>` : ""}<h1>${text(say(TITLE))}</h1>` +
    `<p>${text(say(ABOUT))}</p><p>${text(say(SCRIPTS))}</p>` +
    `<p><a href="/developer/schema.graphql">${text(say(DEVELOPERS))}: schema.graphql</a></p><p>${links}</p></div></noscript>`;
  return template
    .replace(/<html[^>]*>/, `<html lang="${language}" dir="${directionOf(language)}"${mark}>`)
    .replace(/<title>[^<]*<\/title>/, `<title>${text(say(TITLE))}</title>${head}`)
    .replace("</body>", `${body}</body>`);
}

/** Returns the interface messages of a language, from the same file as the client's own. */
function texts(language) {
  const { items } = PO.parse(readFileSync(`src/locales/${language}.po`, "utf8"));
  return (english) => {
    const found = items.find((item) => item.msgid === english)?.msgstr[0];
    if (!found) throw new Error(`${language}.po has no text for: ${english}`);
    return found;
  };
}

function text(plain) {
  return plain.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);
}
