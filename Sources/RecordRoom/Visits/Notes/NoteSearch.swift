import CPlatform
public import Counseling
import RecordStore
import Vault

public enum SearchingNotes: LookingPurpose { public static let action = Action.searchNotes }

/// A note in which the words stand.
public struct NoteHit: Sendable {
    public let note: Identifier<SessionNote>
    public let caseID: Identifier<CounselingCase>
    public let writtenAt: UTCTime
    public let isPrivate: Bool
    /// Whether the note is a trainee's that was handed to the person who searches.
    public let isLent: Bool
    /// Around the first place.
    public let excerpt: Excerpt
}

extension Visit where P == SearchingNotes {
    /// The notes in which the words stand, newest first: those of one's own cases with their addenda, one's own private
    /// notes, and those handed to a supervisor. Only what the entry names is opened.
    /// - Returns: also the cases that are left out because somebody spoiled them
    public func notes(with search: TextSearch) throws -> (hits: [NoteHit], spoiled: [Identifier<CounselingCase>]) {
        var hits: [NoteHit] = []
        let caseload = Caseload(session: session, reading: reading)
        var spoiled = try caseload.spoiled()
        for compartment in try caseload.cases() where scope.contains(compartment) {
            guard let found = try unlessSpoiled({ try inCase(compartment, search) }) else {
                spoiled.append(compartment)
                continue
            }
            hits += found
        }
        for note in try PrivateNotes(session: session, reading: reading).all(in: scope) {
            guard let excerpt = excerpt([note.body.text], search) else { continue }
            hits.append(
                NoteHit(
                    note: note.id, caseID: note.body.caseID, writtenAt: note.body.writtenAt, isPrivate: true,
                    isLent: false, excerpt: excerpt))
        }
        let submissions = Submissions(session: session, reading: reading)
        for found in try submissions.all(at: now) where scope.contains(found.compartment) {
            // What a trainee handed over that is not what they said does not take the other hits away.
            guard let body = try unlessSpoiled({ try submissions.open(found).body }),
                let excerpt = excerpt(body.texts, search)
            else { continue }
            hits.append(
                NoteHit(
                    note: body.noteID, caseID: body.caseID, writtenAt: body.writtenAt, isPrivate: false, isLent: true,
                    excerpt: excerpt))
        }
        return (
            hits.sorted { ($0.writtenAt, $0.note.hex) > ($1.writtenAt, $1.note.hex) },
            spoiled.sorted().map { Identifier($0) }
        )
    }

    private func inCase(_ compartment: OpaqueID, _ search: TextSearch) throws -> [NoteHit] {
        let history = try compartments.open(compartment, reading: reading)
        // A case whose key was not handed over yet, or not made, has nothing that could be found.
        guard let current = history.current, session.ring.holds(compartment, generation: current.generation) else {
            return []
        }
        var texts: [Identifier<SessionNote>: [String]] = [:]
        var notes: [NoteBody] = []
        for record in try records.all(in: compartment) {
            switch Records.Kind(rawValue: record.kind) {
            case .note:
                let body = try NoteBody(body: record.body)
                // What was taken back is no record of this client: another's words may stand in it.
                guard body.state != .withdrawn else { continue }
                notes.append(body)
                texts[body.noteID] = body.texts + (texts[body.noteID] ?? [])
            case .addendum:
                let addendum = try Addendum(body: record.body)
                texts[addendum.note, default: []].append(addendum.text)
            default: continue
            }
        }
        return notes.compactMap { body in
            guard let excerpt = excerpt(texts[body.noteID] ?? [], search) else { return nil }
            return NoteHit(
                note: body.noteID, caseID: body.caseID, writtenAt: body.writtenAt, isPrivate: false, isLent: false,
                excerpt: excerpt)
        }
    }

    private func excerpt(_ texts: [String], _ search: TextSearch) -> Excerpt? {
        for text in texts {
            let found = search.excerpt(of: text) { haystack, needle in
                let place = platform_find(haystack, haystack.count, needle, needle.count)
                return place < 0 ? nil : place
            }
            if let found { return found }
        }
        return nil
    }
}

extension NoteBody {
    /// Everything that was written in it.
    fileprivate var texts: [String] { content.sections.map(\.text) + [content.feedback].compactMap { $0 } }
}
