import Counseling
import Cryptography
import RecordStore
import Vault

/// Disclosures as the session's keys open them: a thread each, of whoever asked, the counselor, and those who may approve.
/// What notes say never lies in it, only which they are; what is left out of them is a letter to the counselor.
struct DisclosureDesk {
    let session: RoomSession
    let reading: any StoreReading

    private var threads: Threads { Threads(session: session, reading: reading) }
    private var records: Records { Records(session: session, reading: reading) }
    private var compartments: Compartments { Compartments(session: session) }

    /// Who may agree that something leaves: offices that answer for the service, or for how clients fare.
    static let office: Duties = [.director, .supervisor]

    /// Who could approve a disclosure that the one asks for and the other gives.
    static func approvers(_ chain: MembershipChain, requester: OpaqueID, counselors: [OpaqueID]) -> [OpaqueID] {
        (chain.active(with: .director) + chain.active(with: .supervisor)).map(\.id)
            .filter { $0 != requester && !counselors.contains($0) }
    }

    /// A disclosure of this identity's; nil where the thread is none.
    /// - Throws: `RoomError.noKey` for who has no part in it, `.altered` where an event was not its signer's to make
    func disclosure(_ thread: OpaqueID) throws -> Disclosure? {
        guard try threads.kind(of: thread) == .disclosureEvent else { return nil }
        let events = try threads.events(of: thread, .disclosureEvent, DisclosureEvent.self)
        return try Self.fold(events, session.chain)
    }

    static func fold(_ events: [ThreadEvent<DisclosureEvent>], _ chain: MembershipChain) throws -> Disclosure {
        for event in events where event.what.step == .approved {
            let person = OpaqueID(event.by)
            guard chain.everHeld(.director, by: person) || chain.everHeld(.supervisor, by: person) else {
                throw RoomError.altered
            }
        }
        do { return try Disclosure(events) } catch { throw RoomError.altered }
    }

    /// Every disclosure in which this identity has a part. One that somebody spoiled is passed over, and verification names it.
    func mine() throws -> [(thread: OpaqueID, disclosure: Disclosure)] {
        try threads.mine().compactMap { thread in
            guard case let disclosure?? = try unlessSpoiled({ try disclosure(thread) }) else { return nil }
            return (thread, disclosure)
        }
    }

    /// How many others there are in which this identity has a part, as far as their beginning tells.
    func spoiled() throws -> Int {
        try threads.spoiled(.disclosureEvent) { try disclosure($0) }
    }

    /// Who counsels the case now, where whoever was to give a disclosure does no more: it stays theirs to give, and nobody else's.
    /// Assignments say it, which need no key.
    /// - Returns: nil where they still do, where it is over or is to be refused, and where nobody can tell
    func successors(of disclosure: Disclosure) throws -> [StaffMember]? {
        let compartment = OpaqueID(disclosure.caseID)
        guard !disclosure.state.isOver, disclosure.state != .refusing,
            let history = try unlessSpoiled({ try compartments.history(of: compartment, reading: reading) })
        else { return nil }
        let counselors = history.assigned.compactMap { holder -> OpaqueID? in
            guard case .person(let person) = holder,
                session.chain.members[person]?.holds([.counselor, .trainee]) == true
            else { return nil }
            return person
        }
        guard !counselors.contains(OpaqueID(disclosure.counselor)) else { return nil }
        return try counselors.sorted().compactMap { try session.staff(Identifier($0)) }
    }

    /// Whether a person may look at what would leave: the counselor who is to give it, as long as they counsel the case. Assignments
    /// say it; where nobody can tell by them, nobody may.
    func isOpen(_ disclosure: Disclosure, to person: OpaqueID) throws -> Bool {
        guard OpaqueID(disclosure.counselor) == person, disclosure.prepared != nil, !disclosure.state.isOver else {
            return false
        }
        return try unlessSpoiled {
            try compartments.history(of: OpaqueID(disclosure.caseID), reading: reading).assigned
                .contains(.person(person))
        } ?? false
    }

    /// Whether who approved still has an office for it.
    func isEntitled(_ disclosure: Disclosure) -> Bool {
        guard let approval = disclosure.approval else { return false }
        return session.chain.members[OpaqueID(approval.by)]?.holds(Self.office) == true
    }

    // MARK: what would leave

    /// The passages left out and the salt, for the counselor alone.
    func terms(_ prepared: Disclosure.Prepared, in thread: OpaqueID) throws -> DisclosureTerms {
        guard let bytes = Base64.decode(prepared.terms, padded: true) else { throw RoomError.altered }
        let text = try Letter(parsing: bytes).open(in: thread, with: session.ring)
        return try DisclosureTerms(body: text.withUnsafeBytes { Array($0) })
    }

    func letter(_ terms: DisclosureTerms, in thread: OpaqueID) throws -> String {
        guard let me = session.chain.members[session.me] else { throw RoomError.notFound(.person) }
        let text = try SecretBytes(copying: try terms.encodedBody())
        return Base64.encode(try Letter(text, to: [me], in: thread, by: session.ring).bytes, padded: true)
    }

    /// The salt keeps whoever has a part in it from testing guesses of what notes say.
    static func digest(of content: DisclosureContent, salt: String) throws -> String {
        guard let salt = Hex.decode(salt), salt.count == 32 else { throw RoomError.altered }
        var writer = ByteWriter(label: "tacet/1/disclosure")
        writer.fixed(salt)
        writer.fixed(try content.encodedBody())
        return try SHA256.hash(writer.bytes).hex
    }

    /// What these records say, as far as it may leave: opened with this identity's keys, every signature checked.
    /// - Throws: `RoomError.notFound(.note)` where one is no signed or co-signed note of the case, no consent of the client
    ///   and not the client's profile: a draft, a private note, another's record
    func content(
        of wanted: [OpaqueID], for disclosure: Disclosure, leavingOut passages: [String]
    ) throws -> (content: DisclosureContent, items: [DisclosureEvent.Item]) {
        let (file, room) = (OpaqueID(disclosure.client), OpaqueID(disclosure.caseID))
        guard try records.compartment(of: room) == file else { throw RoomError.altered }
        let client = try ClientFiles(session: session, reading: reading).client(disclosure.client, alone: true)
        let caseNotes = CaseNotes(session: session, reading: reading, compartment: room)
        let consents = ConsentFile(session: session, reading: reading)
        var items: [DisclosureEvent.Item] = []
        var notes: [DisclosureContent.Note] = []
        var agreed: [Consent] = []
        for record in wanted {
            guard let newest = try records.newest(record) else { throw RoomError.notFound(.note) }
            switch newest.row.scope {
            case room: notes.append(try note(record, in: caseNotes))
            case file where record == file: break
            case file: agreed.append(try consents.consent(of: .consent(Identifier(record), of: disclosure.client)).0)
            default: throw RoomError.notFound(.note)
            }
            items.append(DisclosureEvent.Item(record: Identifier(record), revision: newest.revision))
        }
        let content = DisclosureContent(
            client: client.profile, withDetails: wanted.contains(file),
            notes: notes.sorted { ($0.writtenAt, $0.id.hex) < ($1.writtenAt, $1.id.hex) },
            consents: agreed.sorted { ($0.received, $0.id.hex) < ($1.received, $1.id.hex) }, basis: disclosure.basis)
        return (try content.leavingOut(passages), items)
    }

    /// A note that counts as a record: signed, or a trainee's that was co-signed. Nobody's drafts leave.
    private func note(_ record: OpaqueID, in caseNotes: CaseNotes) throws -> DisclosureContent.Note {
        let entry = try caseNotes.note(Identifier(record))
        let signed: SignedNote
        switch entry.body {
        case .signed(let note): signed = note
        case .submitted(let note) where entry.standing == .cosigned:
            signed = try note.draft.signed(
                by: note.draft.author, at: note.submittedAt, withoutConsent: note.withoutConsent)
        default: throw RoomError.notFound(.note)
        }
        let verdict = entry.verdicts.last { $0.verdict == .cosigned }
        return DisclosureContent.Note(
            signed, revision: entry.versions, author: entry.author?.fullName.text ?? signed.author.hex,
            cosigned: verdict.map { ($0.supervisor?.fullName.text ?? $0.by.hex, $0.at) },
            addenda: try entry.addenda.map {
                DisclosureContent.Addition($0, author: try session.staff($0.author)?.fullName.text ?? $0.author.hex)
            })
    }

    /// The content as it was approved.
    /// - Throws: `RoomError.changedMeanwhile` where something of it is not as it was then
    func prepared(_ disclosure: Disclosure, in thread: OpaqueID) throws -> DisclosureContent {
        guard let prepared = disclosure.prepared else { throw RoomError.notFound(.disclosure) }
        let terms = try terms(prepared, in: thread)
        let (content, items) = try content(
            of: prepared.items.map { OpaqueID($0.record) }, for: disclosure, leavingOut: terms.passages)
        guard items == prepared.items, try Self.digest(of: content, salt: terms.salt) == prepared.digest else {
            throw RoomError.changedMeanwhile
        }
        return content
    }
}
