public import Counseling
import RecordStore
import Vault

public enum WritingNote: ChangingPurpose { public static let action = Action.writeNote }
public enum ListingNotes: LookingPurpose { public static let action = Action.listNotes }
public enum ReadingNote: LookingPurpose { public static let action = Action.readNote }
public enum EditingNote: ChangingPurpose { public static let action = Action.editNote }
public enum WithdrawingNote: ChangingPurpose { public static let action = Action.withdrawNote }
public enum AddingAddendum: ChangingPurpose { public static let action = Action.addAddendum }

/// No more of a client than who it is: a look at something else of theirs is none at their file.
public struct NamedClient: Sendable {
    public let id: Identifier<Client>
    public let name: String
}

extension ClientEntry {
    public var named: NamedClient { NamedClient(id: id, name: profile.name.text) }
}

/// A note as it was asked for: a session note, or a private one of one's own.
public enum ReadNote: Sendable {
    case session(NoteEntry)
    case personal(PrivateNoteEntry)
}

/// What a signature made of a draft.
public enum SigningOutcome: Sendable {
    case signed(SignedNote)
    /// A trainee's, with who has it for co-signing, and whom it cannot reach because the thread with them is spoiled.
    case submitted(SubmittedNote, to: [StaffMember], unreached: [StaffMember])

    public var withoutConsent: Bool {
        switch self {
        case .signed(let note): note.withoutConsent
        case .submitted(let note, _, _): note.withoutConsent
        }
    }

    public var signedAt: UTCTime {
        switch self {
        case .signed(let note): note.signedAt
        case .submitted(let note, _, _): note.submittedAt
        }
    }
}

extension Visit where P == WritingNote {
    /// Files a new draft in the visit's case.
    public func write(_ content: NoteContent) throws -> DraftNote {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        try content.requireVisible()
        let transaction = try writing()
        try compartments.prepareToWrite(inCase: OpaqueID(id), in: transaction)
        let note = try OpaqueID.random()
        let draft = DraftNote(
            id: Identifier(note), caseID: id, author: Identifier(session.me), content: content, writtenAt: now,
            rule: .standard)
        try records.write(NoteBody.draft(draft), .note, record: note, in: OpaqueID(id), to: transaction)
        return draft
    }
}

/// The notes of several cases.
public struct NotesFound: Sendable {
    /// Oldest first.
    public let entries: [NoteEntry]
    /// Cases that are not as they should be: one that somebody spoiled takes no other away. Deep verification says why.
    public let spoiled: [Identifier<CounselingCase>]
}

extension Visit where P == ListingNotes {
    /// The notes of the visit's case, or of every case of this person's, oldest first.
    public func notes() throws -> [NoteEntry] { try noteList().entries }

    /// The same, with the cases that are left out because somebody spoiled them.
    public func noteList() throws -> NotesFound {
        if case .counselingCase(let id) = subject {
            let notes = try CaseNotes(session: session, reading: reading, compartment: OpaqueID(id)).all()
            return NotesFound(entries: try unheld.mark(notes), spoiled: [])
        }
        var entries: [NoteEntry] = []
        var spoiled = try Caseload(session: session, reading: reading).spoiled()
        for compartment in scope {
            let found = try unlessSpoiled { () -> [NoteEntry] in
                do {
                    return try CaseNotes(session: session, reading: reading, compartment: compartment).all()
                } catch RoomError.noKey {
                    // A case whose key is still owed has nothing that could be listed.
                    return []
                }
            }
            if let found { entries += found } else { spoiled.append(compartment) }
        }
        return NotesFound(
            entries: try unheld.mark(entries).sorted { $0.body.writtenAt < $1.body.writtenAt },
            spoiled: spoiled.sorted().map { Identifier($0) })
    }

    private var unheld: Unheld { Unheld(session: session, reading: reading, now: now) }
}

extension Visit where P == ReadingNote {
    /// The note that the visit is about, its signatures checked. A supervisor gets the version that was handed to them.
    public func read() throws -> ReadNote {
        guard case .note(let id) = subject, let compartment = try records.compartment(of: OpaqueID(id)) else {
            throw RoomError.notFound(.note)
        }
        if let own = try PrivateNotes(session: session, reading: reading).note(OpaqueID(id)) {
            return .personal(own.entry)
        }
        guard actingRole == .supervisor else {
            let entry = try CaseNotes(session: session, reading: reading, compartment: compartment).note(id)
            let marked = try Unheld(session: session, reading: reading, now: now).mark([entry])
            return .session(marked.first ?? entry)
        }
        return .session(try lent(id))
    }

    /// The session note that the visit is about.
    public func note() throws -> NoteEntry {
        guard case .session(let entry) = try read() else { throw RoomError.notFound(.note) }
        return entry
    }

    /// The client in whose case the note lies, so that one in the wrong case is noticed; nil for a supervisor, who has no key of the
    /// client's file, and where it cannot be read.
    public func client() -> NamedClient? {
        guard actingRole != .supervisor, case .note(let id) = subject,
            let caseID = try? records.compartment(of: OpaqueID(id)), let file = try? records.compartment(of: caseID)
        else { return nil }
        return (try? ClientFiles(session: session, reading: reading).client(Identifier(file), alone: true))?.named
    }

    private func lent(_ id: Identifier<SessionNote>) throws -> NoteEntry {
        let submissions = Submissions(session: session, reading: reading)
        guard let found = try submissions.all(at: now).first(where: { $0.note == OpaqueID(id) }) else {
            throw RoomError.noKey
        }
        let body = try submissions.open(found).body
        var entry = try NoteEntry(
            id: id, body: body, versions: Int(found.event.what.revision), author: session.staff(body.author),
            addenda: [])
        if let verdict = found.verdict {
            entry.verdicts = [
                NoteVerdict(
                    verdict: verdict.what.step == .cosigned ? .cosigned : .returned, remark: verdict.what.remark,
                    at: verdict.at, by: verdict.by, supervisor: try session.staff(verdict.by), version: entry.versions)
            ]
        }
        entry.isOvertaken = try submissions.isOvertaken(found)
        entry.timeDoubts = NoteTimes.doubts(
            of: [body], first: entry.versions, verdicts: entry.verdicts.map(\.times), now: session.surroundings.now())
        return entry
    }
}

extension Visit where P == EditingNote {
    /// Files a new version of the visit's draft. The versions before stay.
    /// - Parameter version: the one that was read; nothing is filed over a newer one that somebody wrote meanwhile
    /// - Throws: `RoomError.changedMeanwhile`
    public func edit(_ content: NoteContent, over version: Int) throws -> DraftNote {
        let (draft, compartment) = try NoteDrafts(session: session, reading: reading).draft(of: subject, version)
        try content.requireVisible()
        let transaction = try writing()
        try compartments.prepareToWrite(inCase: compartment, in: transaction)
        let edited = draft.edited(content, rule: .standard, at: now)
        try records.write(NoteBody.draft(edited), .note, record: OpaqueID(draft.id), in: compartment, to: transaction)
        return edited
    }
}

extension Visit where P == WithdrawingNote {
    /// Takes the visit's draft back. The versions before stay, and no other follows.
    /// - Parameter version: the one that was read
    /// - Throws: `RoomError.changedMeanwhile` where another is there now
    public func withdraw(_ reason: WithdrawnNote.Reason, version: Int) throws -> WithdrawnNote {
        let (draft, compartment) = try NoteDrafts(session: session, reading: reading).draft(of: subject, version)
        let transaction = try writing()
        try compartments.prepareToWrite(inCase: compartment, in: transaction)
        let withdrawn = try draft.withdrawn(by: Identifier(session.me), at: now, for: reason)
        try records.write(
            NoteBody.withdrawn(withdrawn), .note, record: OpaqueID(draft.id), in: compartment, to: transaction)
        return withdrawn
    }
}

extension Visit where P: SigningPurpose {
    /// Signs and locks the visit's draft; a trainee's is signed and handed to the supervisor, in the same act. What is signed
    /// without a consent, because of a crisis, is marked so.
    /// - Parameter version: the one that was shown, or was there when the question was asked; nil where nothing was shown or asked
    /// - Throws: `RoomError.changedMeanwhile` where another is there now
    public func sign(version: Int? = nil) throws -> SigningOutcome {
        let (entry, compartment) = try NoteDrafts(session: session, reading: reading).entry(of: subject)
        if let version, version != entry.versions { throw RoomError.changedMeanwhile }
        let transaction = try writing()
        let note = OpaqueID(entry.id)
        let me = Identifier<Person>(session.me)
        try compartments.prepareToWrite(inCase: compartment, in: transaction)
        let withoutConsent =
            try AppointmentBook(session: session, reading: reading)
            .consent(toSignIn: compartment) != .settled
        guard actingRole == .trainee else {
            let signed = try entry.body.draft.signed(by: me, at: now, withoutConsent: withoutConsent)
            try records.write(NoteBody.signed(signed), .note, record: note, in: compartment, to: transaction)
            return .signed(signed)
        }
        let submitted: SubmittedNote
        if case .submitted(let before) = entry.body {
            // It waits already; a supervisor who came since has not got it yet.
            submitted = before
        } else {
            submitted = try entry.body.draft.submitted(by: me, at: now, withoutConsent: withoutConsent)
            try records.write(NoteBody.submitted(submitted), .note, record: note, in: compartment, to: transaction)
        }
        let handed = try Submissions(session: session, reading: reading)
            .handOver(note, of: entry.body.caseID, at: now, in: transaction)
        guard !handed.supervisors.isEmpty else { throw RoomError.denied(rule: .traineeCannotSignAlone) }
        func staff(_ people: [OpaqueID]) throws -> [StaffMember] {
            try people.compactMap { try session.staff(Identifier($0)) }
        }
        return .submitted(submitted, to: try staff(handed.supervisors), unreached: try staff(handed.unreached))
    }
}

extension Visit where P == AddingAddendum {
    /// Adds to the visit's note, which is signed or co-signed.
    /// - Parameters:
    ///   - isMeant: whether it is to be added also where an addition is the same
    ///   - jots: of the note's case, from which it comes; they wait no longer
    /// - Throws: `.writtenAlready` where the same person added it within the last hour
    public func add(_ text: String, isMeant: Bool = true, of jots: [Identifier<Jot>] = []) throws -> Addendum {
        guard case .note(let id) = subject, let compartment = try records.compartment(of: OpaqueID(id)) else {
            throw RoomError.notFound(.note)
        }
        let note = try CaseNotes(session: session, reading: reading, compartment: compartment).note(id)
        let author = Identifier<Person>(session.me)
        try NoteContent.requireVisible(text)
        let addendum: Addendum
        switch (note.body, note.standing) {
        case (.signed(let signed), _): addendum = try signed.addendum(text, by: author, at: now)
        case (.submitted(let submitted), .cosigned): addendum = try submitted.addendum(text, by: author, at: now)
        default: throw RoomError.denied(rule: .noteIsNotSigned)
        }
        for earlier in note.addenda.reversed()
        where !isMeant && earlier.author == author && Repetition.isSame(earlier.text, addendum.text) {
            try Repetition(now: now).refuse(id.shortForm(characters: 4), writtenAt: earlier.signedAt)
        }
        let transaction = try writing()
        try compartments.prepareToWrite(inCase: compartment, in: transaction)
        var number = UInt32(note.addenda.count)
        var place: OpaqueID
        repeat {
            number += 1
            place = try AttachedRecord.id(number, of: OpaqueID(id), in: compartment, with: session.ring)
        } while try records.isTaken(place)
        try records.write(addendum, .addendum, record: place, in: compartment, to: transaction)
        if !jots.isEmpty {
            try Jots(session: session, reading: reading, compartment: compartment)
                .finish(jots, as: id, at: now, in: transaction)
        }
        return addendum
    }
}

/// Finds the note a changing visit is about; the policy has asked before whether it is the author's and may be changed.
private struct NoteDrafts {
    let session: RoomSession
    let reading: any StoreReading

    func entry(of subject: Subject) throws -> (NoteEntry, OpaqueID) {
        guard case .note(let id) = subject,
            let compartment = try Records(session: session, reading: reading).compartment(of: OpaqueID(id))
        else { throw RoomError.notFound(.note) }
        return (try CaseNotes(session: session, reading: reading, compartment: compartment).note(id), compartment)
    }

    /// - Throws: `RoomError.changedMeanwhile` where another version is there than the one that was read
    func draft(of subject: Subject, _ version: Int) throws -> (DraftNote, OpaqueID) {
        let (entry, compartment) = try entry(of: subject)
        if entry.standing == .withdrawn { throw RoomError.denied(rule: .noteIsWithdrawn) }
        guard entry.standing == .draft || entry.standing == .returned else {
            throw RoomError.denied(rule: .signedNoteIsLocked)
        }
        guard entry.versions == version else { throw RoomError.changedMeanwhile }
        return (entry.body.draft, compartment)
    }
}
