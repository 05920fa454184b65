public import Counseling
import Foundation

/// What a person was writing, and how far they had come.
public struct UnfinishedText: Codable, Hashable, Sendable {
    public enum Kind: String, Codable, CaseIterable, Sendable {
        case note, edit, addendum
        case privateNote = "private-note", privateEdit = "private-edit"
        case crisisLog = "crisis-log", crisisContact = "crisis-contact", crisisEnd = "crisis-resolve"
        case cardPlan = "card-plan"
        case noteReturn = "note-return", reviewFindings = "review-write", reviewAnswer = "review-answer"
        case complaint = "complaint-file", complaintTriage = "complaint-triage"
        case complaintFinding = "complaint-finding", complaintDecision = "complaint-decide"
        case disclosureRequest = "disclosure-request", disclosurePassages = "disclosure-prepare"
        case glassRequest = "break-glass-request", glassReview = "break-glass-review"
        case suspension = "staff-suspend", reinstatement = "staff-reinstate", departure = "staff-depart"
    }

    public let kind: Kind
    /// The case that a new note is for; nil where the note says it.
    public let caseID: Identifier<CounselingCase>?
    /// The note that is changed or added to.
    public let note: Identifier<SessionNote>?
    /// The crisis flag that it is about.
    public let flag: Identifier<CrisisFlag>?
    /// Whom somebody told, and why that was lawful.
    public let party: CrisisParty?
    public let basis: DisclosureBasis?
    /// Whose emergency card it is for.
    public let client: Identifier<Client>?
    /// The review, complaint, disclosure, emergency access or member of staff that it is about, hexadecimal.
    public let about: String?
    /// The versions that the note had when the change was begun.
    public let version: Int?
    public let template: NoteTemplate?
    public let begun: UTCTime
    public var saved: UTCTime
    /// As it stands in the editor, without the lines of guidance.
    public var text: String
    /// What was answered beside the text, by the field of the form; several answers to one question are several texts.
    public var answers: [String: [String]]?

    public init(
        _ kind: Kind, caseID: Identifier<CounselingCase>? = nil, note: Identifier<SessionNote>? = nil,
        flag: Identifier<CrisisFlag>? = nil, party: CrisisParty? = nil, basis: DisclosureBasis? = nil,
        client: Identifier<Client>? = nil, about: String? = nil, version: Int? = nil, template: NoteTemplate? = nil,
        text: String = "",
        at now: UTCTime = .now
    ) {
        self.kind = kind
        self.caseID = caseID
        self.note = note
        self.flag = flag
        self.party = party
        self.basis = basis
        self.client = client
        self.about = about
        self.version = version
        self.template = template
        begun = now
        saved = now
        self.text = text
    }

    /// Whether both are about writing the same thing, so that one may go on where the other stopped.
    public func continues(_ other: UnfinishedText) -> Bool {
        kind == other.kind && caseID == other.caseID && note == other.note && flag == other.flag
            && party == other.party && basis == other.basis && client == other.client && about == other.about
    }

    /// What it is about, hexadecimal.
    public var subjects: Set<String> {
        Set([caseID?.hex, note?.hex, flag?.hex, client?.hex, about].compactMap { $0 })
    }

    var bytes: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return Array(try encoder.encode(self))
        }
    }

    init(parsing bytes: [UInt8]) throws { self = try JSONDecoder().decode(UnfinishedText.self, from: Data(bytes)) }
}

extension UnfinishedText: ConfidentialRecord {}
