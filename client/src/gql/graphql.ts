/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Phase of a cycle. It follows from the dates and the clock. */
export type CyclePhase =
  /** The cycle is closed. A State with an extension may still save, submit and amend. */
  | 'CLOSED'
  /** States may save, submit and amend. */
  | 'OPEN'
  /** The cycle is not open yet. */
  | 'PLANNED';

/**
 * Format of a file of a release.
 *
 * Every format holds the same rows of tables, of changes or of participation, with release number,
 * licence, method and disclaimer.
 */
export type ExportFormat =
  /**
   * The changes since an earlier cycle, as comma-separated values.
   *
   * There is one row for each pair of an earlier and a later answer. A question that is not
   * compared has one row with the reason.
   */
  | 'CHANGES'
  /** The changes, as Parquet. */
  | 'CHANGES_PARQUET'
  /** The data message of the changes, in SDMX-ML 3.0. The structure message describes it, too. */
  | 'CHANGES_SDMX'
  /**
   * The codebook, as comma-separated values: the meaning of columns, questions, classes, levels
   * and statuses.
   */
  | 'CODEBOOK'
  /**
   * The tables, as comma-separated values in UTF-8 without a byte order mark. For a spreadsheet
   * take XLSX: a double click may open UTF-8 in another encoding.
   */
  | 'CSV'
  /** The tables, as Parquet. */
  | 'PARQUET'
  /**
   * The participation, as comma-separated values: numbers of invited and of counted States, for
   * all States and for each class.
   */
  | 'PARTICIPATION'
  /** The participation, as Parquet. */
  | 'PARTICIPATION_PARQUET'
  /** The data message of SDMX-ML 3.0. */
  | 'SDMX_DATA'
  /** The structure message of SDMX-ML 3.0. One file has every name in the six official languages. */
  | 'SDMX_STRUCTURE'
  /**
   * The tables, the changes, the participation, the codebook and the texts about the release, as
   * a workbook.
   */
  | 'XLSX';

/** The six official languages of the United Nations. */
export type Official =
  /** Arabic. */
  | 'AR'
  /** English. */
  | 'EN'
  /** Spanish. */
  | 'ES'
  /** French. */
  | 'FR'
  /** Russian. */
  | 'RU'
  /** Chinese. */
  | 'ZH';

/** Result of the disclosure gate for a release. */
export type ReleaseStatus =
  /** The attack on the release found no disclosure. The release is published. */
  | 'GATED'
  /** The release was made by the structural rules alone. Only the Secretariat sees it. */
  | 'UNGATED';

/**
 * Role of a person. The first four are roles in one State, the last two are roles in the
 * Secretariat.
 */
export type Role =
  /**
   * In the Secretariat: administers States, instruments, cycles, releases and people. Never
   * reads a State's answers that consent does not show.
   */
  | 'ADMINISTRATOR'
  /**
   * In the Secretariat: reads releases, and the answers that consent shows to the
   * Secretariat.
   */
  | 'ANALYST'
  /**
   * Reads all of the State's answers, and approves or returns sections and the whole
   * submission.
   */
  | 'APPROVER'
  /** Reads and writes granted sections only. */
  | 'CONTRIBUTOR'
  /**
   * Reads and writes all of the State's answers, submits, amends and withdraws, sets
   * consent, and administers the State's people.
   */
  | 'FOCAL_POINT'
  /** Reads all of the State's answers. */
  | 'READER';

/** Status of a State at the United Nations. */
export type StateStatus =
  /** Member State. */
  | 'MEMBER'
  /** Non-member observer State: Holy See, State of Palestine. */
  | 'OBSERVER';

/** Stage of a submission. */
export type SubmissionStatus =
  /** Edition 2 or a later one is frozen. */
  | 'AMENDED'
  /** A working copy without an edition. */
  | 'DRAFT'
  /** Edition 1 is frozen. */
  | 'SUBMITTED'
  /** The State withdrew it. A tombstone remains. */
  | 'WITHDRAWN';

export type HomeQueryVariables = Exact<{ [key: string]: never; }>;


export type HomeQuery = { cycles: Array<{ key: string, phase: CyclePhase, opensAt: string, closesAt: string | null, invitedStates: Array<{ code: string, status: StateStatus }>, instrumentVersion: { version: string, sha256: string | null } }> | null, states: Array<{ code: string }> | null };

export type PublishedQueryVariables = Exact<{
  cycle: string;
  question: string;
  after?: string | null | undefined;
}>;


export type PublishedQuery = { sharedAnswers: { nodes: Array<{ stateCode: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type ReleasesQueryVariables = Exact<{
  cycle: string;
  language: Official;
}>;


export type ReleasesQuery = { releases: Array<{ number: number, asOf: string, releasedAt: string, status: ReleaseStatus, respondents: Array<{ stateCode: string }>, about: { title: string, method: string }, exports: Array<{ format: ExportFormat, link: string, mediaType: string }> }> | null };

export type SubmissionCountQueryVariables = Exact<{
  cycle: string;
}>;


export type SubmissionCountQuery = { submissionCount: number | null };

export type EndOtherSessionsMutationVariables = Exact<{ [key: string]: never; }>;


export type EndOtherSessionsMutation = { endSessions: { ended: number } | null };

export type StateNameQueryVariables = Exact<{
  code: string;
  language: Official;
}>;


export type StateNameQuery = { state: { code: string, name: string } | null };

export type ViewerQueryVariables = Exact<{
  language: Official;
}>;


export type ViewerQuery = { viewer: { name: string, role: Role, stateCode: string | null } | null, cycles: Array<{ key: string, name: string, phase: CyclePhase }> | null };

export type MyStateQueryVariables = Exact<{
  cycle: string;
}>;


export type MyStateQuery = { cycle: { key: string, phase: CyclePhase, opensAt: string, closesAt: string | null, ownClosingTime: string | null, instrumentVersion: { sha256: string | null } } | null, submission: { status: SubmissionStatus, progress: Array<{ section: string, offered: number, answered: number, declined: number, notApplicable: number, nothingNew: number, unanswered: number }> } | null };


export const HomeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Home"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cycles"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"phase"}},{"kind":"Field","name":{"kind":"Name","value":"opensAt"}},{"kind":"Field","name":{"kind":"Name","value":"closesAt"}},{"kind":"Field","name":{"kind":"Name","value":"invitedStates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"instrumentVersion"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"sha256"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"states"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"status"},"value":{"kind":"EnumValue","value":"MEMBER"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]} as unknown as DocumentNode<HomeQuery, HomeQueryVariables>;
export const PublishedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Published"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cycle"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CycleKey"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"question"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"QuestionCode"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sharedAnswers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"cycle"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cycle"}}},{"kind":"Argument","name":{"kind":"Name","value":"question"},"value":{"kind":"Variable","name":{"kind":"Name","value":"question"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stateCode"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<PublishedQuery, PublishedQueryVariables>;
export const ReleasesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Releases"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cycle"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CycleKey"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Official"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"releases"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"cycle"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cycle"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"releasedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"respondents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stateCode"}}]}},{"kind":"Field","name":{"kind":"Name","value":"about"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"method"}}]}},{"kind":"Field","name":{"kind":"Name","value":"exports"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"format"}},{"kind":"Field","name":{"kind":"Name","value":"link"}},{"kind":"Field","name":{"kind":"Name","value":"mediaType"}}]}}]}}]}}]} as unknown as DocumentNode<ReleasesQuery, ReleasesQueryVariables>;
export const SubmissionCountDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SubmissionCount"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cycle"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CycleKey"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"submissionCount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"cycle"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cycle"}}}]}]}}]} as unknown as DocumentNode<SubmissionCountQuery, SubmissionCountQueryVariables>;
export const EndOtherSessionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"EndOtherSessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endSessions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ended"}}]}}]}}]} as unknown as DocumentNode<EndOtherSessionsMutation, EndOtherSessionsMutationVariables>;
export const StateNameDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"StateName"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"code"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StateCode"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Official"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"code"},"value":{"kind":"Variable","name":{"kind":"Name","value":"code"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]}]}}]}}]} as unknown as DocumentNode<StateNameQuery, StateNameQueryVariables>;
export const ViewerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Official"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"stateCode"}}]}},{"kind":"Field","name":{"kind":"Name","value":"cycles"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"name"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]},{"kind":"Field","name":{"kind":"Name","value":"phase"}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;
export const MyStateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MyState"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cycle"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CycleKey"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cycle"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"key"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cycle"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"phase"}},{"kind":"Field","name":{"kind":"Name","value":"opensAt"}},{"kind":"Field","name":{"kind":"Name","value":"closesAt"}},{"kind":"Field","name":{"kind":"Name","value":"ownClosingTime"}},{"kind":"Field","name":{"kind":"Name","value":"instrumentVersion"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sha256"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"submission"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"cycle"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cycle"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"section"}},{"kind":"Field","name":{"kind":"Name","value":"offered"}},{"kind":"Field","name":{"kind":"Name","value":"answered"}},{"kind":"Field","name":{"kind":"Name","value":"declined"}},{"kind":"Field","name":{"kind":"Name","value":"notApplicable"}},{"kind":"Field","name":{"kind":"Name","value":"nothingNew"}},{"kind":"Field","name":{"kind":"Name","value":"unanswered"}}]}}]}}]}}]} as unknown as DocumentNode<MyStateQuery, MyStateQueryVariables>;