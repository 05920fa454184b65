/// What exactly leaves the practice: readable, complete in itself, and nothing beside what is named. The same value always
/// makes the same bytes, so that what was approved can be told from what is sent.
public struct DisclosureContent: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    public let client: Subject
    public private(set) var notes: [Note]
    public let consents: [Consent]
    /// How many places the passages left out were taken from.
    public private(set) var leftOut = 0
    /// Whether contacts of third parties are left out.
    public let withoutThirdParties: Bool

    /// Whom it is about: name and day of birth, and the rest where the profile is named.
    public struct Subject: Codable, Hashable, Sendable {
        public let name: String
        public let birth: CalendarDate?
        public let details: Details?

        public struct Details: Codable, Hashable, Sendable {
            public let phones: [String]
            public let email: String?
            public let address: String?
            public let guardians: [Contact]
            public let emergencyContacts: [Contact]
        }

        public struct Contact: Codable, Hashable, Sendable {
            public let name: String
            public let phone: String?
            public let relation: String?
        }
    }

    /// A signed or co-signed session note with what was added to it.
    public struct Note: Codable, Hashable, Sendable {
        public let id: Identifier<SessionNote>
        public let revision: Int
        public let template: NoteTemplate
        public fileprivate(set) var sections: [NoteSection]
        public fileprivate(set) var feedback: String?
        public let session: SessionTimes?
        public let author: String
        public let writtenAt: UTCTime
        public let signedAt: UTCTime
        public let isLateEntry: Bool
        public let cosignedBy: String?
        public let cosignedAt: UTCTime?
        public fileprivate(set) var addenda: [Addition]

        /// - Parameter cosigned: who co-signed a trainee's note, and when
        public init(
            _ note: SignedNote, revision: Int, author: String, cosigned: (by: String, at: UTCTime)?,
            addenda: [Addition]
        ) {
            id = note.id
            self.revision = revision
            template = note.content.template
            sections = note.content.sections
            feedback = note.content.feedback
            session = note.content.session
            self.author = author
            writtenAt = note.writtenAt
            signedAt = note.signedAt
            isLateEntry = note.isLateEntry
            cosignedBy = cosigned?.by
            cosignedAt = cosigned?.at
            self.addenda = addenda
        }
    }

    /// A signed addendum.
    public struct Addition: Codable, Hashable, Sendable {
        public fileprivate(set) var text: String
        public let author: String
        public let signedAt: UTCTime

        public init(_ addendum: Addendum, author: String) {
            text = addendum.text
            self.author = author
            signedAt = addendum.signedAt
        }
    }

    /// A consent as it stands.
    public struct Consent: Codable, Hashable, Sendable {
        public let id: Identifier<Counseling.Consent>
        public let purpose: Counseling.Consent.Purpose
        public let textVersion: String?
        public let clientAgreed: Bool
        /// How many guardians agreed, and their names where third parties are not left out.
        public let guardianCount: Int
        public let guardians: [String]
        public let agreedOn: CalendarDate
        public let explained: UTCTime?
        public let withdrawn: UTCTime?
    }

    /// - Parameters:
    ///   - withDetails: whether the client's profile is among what was named
    ///   - basis: says whether third parties' information is left out
    public init(
        client: ClientProfile, withDetails: Bool, notes: [Note], consents: [Counseling.Consent], basis: ReleaseBasis
    ) {
        let isCopy = basis.isAccessCopy
        withoutThirdParties = isCopy
        func contacts(_ people: [ContactPerson]) -> [Subject.Contact] {
            isCopy
                ? []
                : people.map {
                    Subject.Contact(name: $0.name.text, phone: $0.phone?.text, relation: $0.relation)
                }
        }
        // What the desk notes for itself and staff safety never leave.
        let details = Subject.Details(
            phones: client.phones.map(\.text), email: client.email, address: client.address,
            guardians: contacts(client.guardians), emergencyContacts: contacts(client.emergencyContacts))
        self.client = Subject(
            name: client.name.text, birth: client.birth, details: withDetails ? details : nil)
        self.notes = notes
        self.consents = consents.map {
            Consent(
                id: $0.id, purpose: $0.purpose, textVersion: $0.textVersion, clientAgreed: $0.clientAgreed,
                guardianCount: $0.guardians.count, guardians: isCopy ? [] : $0.guardians.map(\.text),
                agreedOn: $0.agreedOn, explained: $0.explained, withdrawn: $0.withdrawn)
        }
    }

    /// Stands where a passage was taken out.
    public static let gap = "[—]"

    /// The same without these passages, wherever they stand in what notes and addenda say.
    /// - Throws: `CounselingError.field` naming the passage that stands nowhere: one that was misspelt would leave
    public func leavingOut(_ passages: [String]) throws(CounselingError) -> DisclosureContent {
        var result = self
        // The longest first: one may lie within another.
        for (index, passage) in passages.enumerated().sorted(by: { $0.element.utf8.count > $1.element.utf8.count }) {
            let wanted = Array(passage.utf8)
            let stands = contains(wanted)
            guard stands else { throw .field(FieldPath("leaveOut").element(index), .missing) }
            result.leaveOut(wanted)
        }
        return result
    }

    private func contains(_ passage: [UInt8]) -> Bool {
        var count = 0
        for text in texts { _ = Self.without(passage, in: text, &count) }
        return count > 0
    }

    private var texts: [String] {
        notes.flatMap { $0.sections.map(\.text) + [$0.feedback].compactMap(\.self) + $0.addenda.map(\.text) }
    }

    private mutating func leaveOut(_ passage: [UInt8]) {
        for index in notes.indices {
            notes[index].sections = notes[index].sections.map {
                NoteSection($0.key, Self.without(passage, in: $0.text, &leftOut))
            }
            notes[index].feedback = notes[index].feedback.map { Self.without(passage, in: $0, &leftOut) }
            for place in notes[index].addenda.indices {
                notes[index].addenda[place].text = Self.without(passage, in: notes[index].addenda[place].text, &leftOut)
            }
        }
    }

    /// By bytes: no rule about what looks the same keeps a name in.
    private static func without(_ passage: [UInt8], in text: String, _ count: inout Int) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count >= passage.count else { return text }
        var result: [UInt8] = []
        var (place, found) = (0, 0)
        while place < bytes.count {
            if bytes.count - place >= passage.count, bytes[place..<place + passage.count].elementsEqual(passage) {
                result += Array(gap.utf8)
                place += passage.count
                found += 1
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        count += found
        return found == 0 ? text : String(decoding: result, as: UTF8.self)
    }
}

extension DisclosureContent: ConfidentialRecord {}
