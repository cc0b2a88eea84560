// Types of every document in examples/ and clients/, from the published schema: `npx graphql-codegen`.
import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../../../api/schema.graphql",
  documents: ["examples/*.ts"],
  errorsOnly: true,
  generates: {
    "generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        importExtension: ".js",
        emitLegacyCommonJSImports: false,
        useTypeImports: true,
        enumsAsTypes: true,
        // A scalar that is not listed is `unknown`, so a new one stops no build.
        defaultScalarType: "unknown",
        scalars: {
          CycleKey: "string", Date: "string", DateTime: "string", DocumentSymbol: "string", InstrumentKey: "string", JSON: "unknown",
          LanguageTag: "string", OptionCode: "string", PartCode: "string", QuestionCode: "string", SectionCode: "string", Sha256: "string",
          StateCode: "string", UUID: "string",
        },
      },
    },
  },
};

export default config;
