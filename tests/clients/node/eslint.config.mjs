// Rules for the published schema. ESLint takes no file from outside its folder, so the schema comes by the standard input:
//
//   npx eslint --stdin --stdin-filename schema.graphql < ../../../api/schema.graphql
//
// Rules that are left out, with the reason:
//
// - alphabetize: the schema has the order of the code that declares it.
// - no-typename-prefix: `Release.releasedAt` is a verb, not a prefix.
// - relay-arguments: it wants `last` and `before`, and a list is read in one direction.
// - strict-id-in-types: it wants an `id` in every type, also in values. `WITH_IDENTITY` names the types that have one.
import graphql from "@graphql-eslint/eslint-plugin";

/** Types that a cache of a client keeps once, by `id`. */
const WITH_IDENTITY = [
  "Answer", "Cycle", "Edition", "Group", "Instrument", "InstrumentVersion", "Organization", "Question", "Release", "Section", "State",
  "Submission",
].join("|");

export default [
  {
    files: ["**/schema.graphql"],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: "../../../api/schema.graphql" } },
    },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: `ObjectTypeDefinition[name.value=/^(${WITH_IDENTITY})$/]:not(:has(FieldDefinition[name.value=id]))`,
          message: "A client's cache keeps this type once: it needs an `id`.",
        },
      ],
      "@graphql-eslint/description-style": ["error", { style: "block" }],
      "@graphql-eslint/input-name": ["error", { checkInputType: false, checkQueries: false }],
      "@graphql-eslint/naming-convention": [
        "error",
        {
          types: "PascalCase",
          FieldDefinition: { style: "camelCase", forbiddenPrefixes: ["get"] },
          InputValueDefinition: "camelCase",
          DirectiveDefinition: "camelCase",
          EnumValueDefinition: "UPPER_CASE",
          "FieldDefinition[parent.name.value=Query]": { forbiddenPrefixes: ["query", "get", "list"], forbiddenSuffixes: ["Query"] },
          "FieldDefinition[parent.name.value=Mutation]": { forbiddenPrefixes: ["mutation"], forbiddenSuffixes: ["Mutation"] },
          EnumTypeDefinition: { forbiddenPrefixes: ["Enum"], forbiddenSuffixes: ["Enum"] },
        },
      ],
      "@graphql-eslint/no-hashtag-description": "error",
      "@graphql-eslint/no-unreachable-types": "error",
      "@graphql-eslint/relay-connection-types": "error",
      "@graphql-eslint/relay-edge-types": ["error", { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false }],
      "@graphql-eslint/relay-page-info": "error",
      "@graphql-eslint/require-deprecation-reason": "error",
      "@graphql-eslint/require-description": [
        "error",
        {
          types: true,
          rootField: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          DirectiveDefinition: true,
          ignoredSelectors: [
            // The description of the input's type is the description of the argument.
            "ObjectTypeDefinition[name.value=Mutation] InputValueDefinition[name.value=input]",
            // The directives of the GraphQL specification.
            "DirectiveDefinition[name.value=/^(include|skip|specifiedBy)$/] InputValueDefinition",
          ],
        },
      ],
      "@graphql-eslint/require-nullable-fields-with-oneof": "error",
      "@graphql-eslint/require-nullable-result-in-root": "error",
      "@graphql-eslint/unique-enum-value-names": "error",
    },
  },
];
