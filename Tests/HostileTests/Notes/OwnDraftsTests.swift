import Counseling
import Foundation
import Practice
import RecordRoom
import Testing

/// What `status` says of notes that wait for a signature.
struct OwnDraftsTests {
    @Test("one's own drafts from before a moment are told, and neither signed notes nor a colleague's")
    func ownDrafts() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try place.open("lin")
        func drafts(_ practice: OpenPractice, before seconds: TimeInterval) throws -> [Identifier<SessionNote>] {
            let moment = try UTCTime(Date().addingTimeInterval(seconds))
            return try practice.room.visit(for: ReadingStatus.self, about: .practice) {
                try $0.waitingNotes(writtenBefore: moment).unsigned
            }
        }
        #expect(try drafts(lin, before: 60) == [])
        let draft = try lin.room.visit(for: WritingNote.self, about: .counselingCase(facts.caseID)) {
            try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, "第二次会谈")]))
        }
        #expect(try drafts(lin, before: 60) == [draft.id])
        #expect(try drafts(lin, before: -86_400) == [])
        for other in ["fang", "bo", "aud"] { #expect(try drafts(place.open(other), before: 60) == []) }
        _ = try lin.room.visit(for: SigningNote.self, about: .note(draft.id)) { try $0.sign() }
        #expect(try drafts(lin, before: 60) == [])
    }
}
