// The GraphQL types of the client: from the committed schema and the client's own operations, into a file that is committed too.
const TEXTS =
  "CycleKey Date DateTime DocumentSymbol InstrumentKey LanguageTag OptionCode QuestionCode SectionCode Sha256 StateCode UUID".split(" ");

export default {
  schema: "../../api/schema.graphql",
  documents: "../src/**/*.graphql",
  generates: {
    "../src/gql/graphql.ts": {
      plugins: ["typescript-operations", "typed-document-node"],
      config: {
        enumType: "string-literal",
        useTypeImports: true,
        strictScalars: true,
        scalars: { JSON: "unknown", Decimal: "number", ...Object.fromEntries(TEXTS.map((scalar) => [scalar, "string"])) },
      },
    },
  },
};
