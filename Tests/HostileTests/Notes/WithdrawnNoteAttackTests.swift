import Counseling
import Practice
import RecordRoom
import Testing
import Vault

/// Attempts to go on with a note that was taken back, and to take back what was signed, with a changed program and the author's keys.
struct WithdrawnNoteAttackTests {
    private func file(
        _ body: NoteBody, over note: Identifier<SessionNote>, by intruder: Intruder
    ) throws {
        let record = try OpaqueID(of: note)
        let rows = try intruder.rows(.record).filter { $0.address.key.prefix(16).elementsEqual(record.bytes) }
        let newest = try #require(rows.last)
        let header = RecordHeader(
            practice: intruder.chain.practice, compartment: newest.scope, record: record,
            revision: UInt32(rows.count) + 1, previous: try newest.hash())
        let sealer = try RecordSealer(intruder.ring)
        try intruder.commit(put: [try sealer.seal(body.encodedBody(), kind: "session-note", header: header)])
    }

    @Test(
        "nothing follows a withdrawal, and no withdrawal a signature, whatever the author's program",
        arguments: [true, false])
    func follows(isWithdrawnFirst: Bool) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try place.open("lin")
        let draft = try lin.room.visit(for: WritingNote.self, about: .counselingCase(facts.caseID)) {
            try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, HostilePractice.words)]))
        }
        let withdrawn = NoteBody.withdrawn(try draft.withdrawn(by: draft.author, at: .now, for: .mistake))
        let signed = NoteBody.signed(try draft.signed(by: draft.author, at: .now))
        let edited = NoteBody.draft(draft.edited(draft.content, rule: .standard, at: .now))
        if isWithdrawnFirst {
            _ = try lin.room.visit(for: WithdrawingNote.self, about: .note(draft.id)) {
                try $0.withdraw(.mistake, version: 1)
            }
        } else {
            _ = try lin.room.visit(for: SigningNoteInCrisis.self, about: .note(draft.id)) { try $0.sign() }
        }
        try lin.room.leave()
        #expect(try place.faults(as: "lin") == [])
        for body in isWithdrawnFirst ? [edited, signed, withdrawn] : [withdrawn] {
            let copy = try place.copied()
            defer { copy.remove() }
            try file(body, over: draft.id, by: try Intruder("lin", in: copy))
            let read = try copy.open("lin")
            #expect(throws: RoomError.altered) {
                try read.room.visit(for: ReadingNote.self, about: .note(draft.id)) { try $0.note() }
            }
            try read.room.leave()
            #expect(try copy.faults(as: "lin") == [.recordRewritten])
            #expect(try copy.readerKinds(as: "lin") == ["record-rewritten"])
        }
    }
}
