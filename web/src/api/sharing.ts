// Names for the shapes of sharing: policies with tiers, groups, consents, what was shared and what
// comes back. They come from the API's document.
import type { components } from './schema.gen';

type S = components['schemas'];

export type Treatment = S['Treatment'];
export type Level = S['Level'];
export type Tlp = S['Tlp'];
export type Audience = S['Audience'];
export type Tier = S['Tier'];
export type Retroactive = S['Retroactive'];
export type PolicyDraft = S['PolicyDraft'];
export type Policy = S['Policy'];
export type KindRow = S['KindRow'];
export type Offered = S['Offered'];
export type MembershipState = S['MembershipState'];
export type MemberRule = S['MemberRule'];
export type GroupRow = S['GroupRow'];
export type MemberRow = S['MemberRow'];
export type GroupDetail = S['GroupDetail'];
export type GroupDraft = S['GroupDraft'];
export type Receivers = S['Receivers'];
export type ConsentRow = S['ConsentRow'];
export type ConsentAsk = S['ConsentAsk'];
export type ConsentAnswer = S['ConsentAnswer'];
export type Rule = S['Rule'];
export type WhyNot = S['WhyNot'];
export type PreviewReceiver = S['PreviewReceiver'];
export type PreviewView = S['PreviewView'];
export type PreviewExcluded = S['PreviewExcluded'];
export type SharingPreview = S['SharingPreview'];
export type SharedRow = S['SharedRow'];
export type SharedReceiver = S['SharedReceiver'];
export type SightingDraft = S['SightingDraft'];
export type SightingRow = S['SightingRow'];
export type SightingFigures = S['SightingFigures'];
export type PassedOnRow = S['PassedOnRow'];
export type PassingDraft = S['PassingDraft'];
export type SharedObject = S['SharedObject'];
export type Treatments = Record<string, Treatment>;
export type ConsentSubject = S['Subject'];
export type SharingPreviewDraft = S['PreviewDraft'];
