/** What a new tab asks: it works for everybody, on an empty server too. */
export const FIRST_QUERY = `# National Survey: one API for States, the Secretariat
# and everybody else. The book icon opens its reference.
#
# Ctrl-Enter runs this, Ctrl-Space completes. What is
# public needs no token; for the rest, paste a bearer
# token under Headers. With one, ask who you are too:
#   viewer { name role stateCode }

query FirstLook {
  cycles {
    key
    name
    phase
    closesAt
  }
  state(code: "FRA") {
    name(language: FR)
    groups {
      name
      grouping {
        code
      }
    }
  }
}
`;

/** What the header editor says; a comment sends nothing. */
export const HEADERS = `// { "Authorization": "Bearer paste-your-token-here" }
`;
