import Counseling
import Testing

/// Signing the note of a first session: with the client's consent, or in a crisis.
struct NoteConsentTests {
    static let actions: Set<Action> = [.signNoteInCrisis]

    @Test("a note that lacks its consent is not signed but in a crisis; what else a signature needs stays as it is")
    func gate() {
        for isAuthor in [true, false] {
            for lacks in [true, false] {
                var facts = Relationship()
                facts.isAssignedCounselor = true
                facts.isAuthor = isAuthor
                facts.noteState = .draft
                facts.supervision.hasSupervisor = true
                facts.appointment.noteLacksConsent = lacks
                for role in [Role.counselor, .trainee] {
                    func decide(_ action: Action) -> Decision {
                        Policy.decide(action, roles: [role], standing: .active, relationship: facts)
                    }
                    #expect(decide(.signNoteInCrisis).isAllowed == isAuthor)
                    #expect(decide(.signNote).isAllowed == (isAuthor && !lacks))
                    if isAuthor, lacks { #expect(decide(.signNote) == .denied(rule: .noConsent)) }
                }
            }
        }
        for role in Role.allCases where role != .counselor && role != .trainee {
            let decision = Policy.decide(
                .signNoteInCrisis, roles: [role], standing: .active, relationship: Relationship())
            #expect(!decision.isAllowed, "\(role)")
        }
    }

    @Test("the mark comes back with the note, and a note without it has the bytes that it always had")
    func mark() throws {
        let id = try Identifier<SessionNote>(bytes: [UInt8](repeating: 1, count: 16))
        let author = try Identifier<Person>(bytes: [UInt8](repeating: 3, count: 16))
        let time = try #require(UTCTime(rfc3339: "2026-12-01T03:05:00Z"))
        let draft = DraftNote(
            id: id, caseID: try Identifier(bytes: [UInt8](repeating: 2, count: 16)), author: author,
            content: try NoteContent(template: .free, sections: [NoteSection(.text, "首次会谈")]), writtenAt: time,
            rule: .standard)
        for isMarked in [true, false] {
            for body in [
                NoteBody.signed(try draft.signed(by: author, at: time, withoutConsent: isMarked)),
                .submitted(try draft.submitted(by: author, at: time, withoutConsent: isMarked)),
            ] {
                let bytes = try body.encodedBody()
                #expect(try NoteBody(body: bytes).withoutConsent == isMarked)
                #expect(String(decoding: bytes, as: UTF8.self).contains("withoutConsent") == isMarked)
            }
        }
    }
}
