import Counseling
import Testing

/// Notes that wait for a supervisor, agreements, verdicts, private notes.
struct SupervisionTests {
    private func draft() throws -> DraftNote {
        DraftNote(
            id: try identifier(1), caseID: try identifier(2), author: try identifier(3),
            content: try NoteContent(template: .free, sections: [NoteSection(.text, "失眠")]),
            writtenAt: try time("2026-12-01T03:00:00Z"), rule: .standard)
    }

    @Test("what may follow what in a note's versions")
    func states() throws {
        let draft = try draft()
        let submitted = try draft.submitted(by: draft.author, at: time("2026-12-01T04:00:00Z"))
        let signed = try draft.signed(by: draft.author, at: time("2026-12-01T04:00:00Z"))
        let states: [NoteBody.State] = [.draft, .submitted, .signed, .withdrawn]
        let allowed: [NoteBody.State: [NoteBody.State]] = [
            .draft: states, .submitted: [.draft, .signed, .withdrawn], .signed: [], .withdrawn: [],
        ]
        let withdrawn = try draft.withdrawn(by: draft.author, at: time("2026-12-01T04:00:00Z"), for: .wrongCase)
        for body in [NoteBody.draft(draft), .submitted(submitted), .signed(signed), .withdrawn(withdrawn)] {
            #expect(states.filter(body.mayBeFollowed) == allowed[body.state])
            #expect(try NoteBody(body: body.encodedBody()) == body)
        }
        let stranger: Identifier<Person> = try identifier(4)
        #expect(throws: CounselingError.signerIsNotAuthor(signer: stranger, author: draft.author)) {
            try draft.submitted(by: stranger, at: time("2026-12-01T04:00:00Z"))
        }
        #expect(throws: CounselingError.signerIsNotAuthor(signer: stranger, author: draft.author)) {
            try draft.withdrawn(by: stranger, at: time("2026-12-01T04:00:00Z"), for: .mistake)
        }
        // Without its time or its reason it is none.
        let text = String(decoding: try NoteBody.withdrawn(withdrawn).encodedBody(), as: UTF8.self)
        for member in [#""withdrawnAt":"2026-12-01T04:00:00Z""#, #""reason":"wrong-case""#] {
            #expect(text.contains(member))
            let without = Array(text.replacing(member, with: #""x":1"#).utf8)
            #expect(throws: CounselingError.self) { try NoteBody(body: without) }
        }
    }

    @Test("each version bears its time")
    func times() throws {
        let edited = try draft().edited(draft().content, rule: .standard, at: time("2026-12-01T05:00:00Z"))
        let back = try NoteBody(body: NoteBody.draft(edited).encodedBody())
        #expect(try back.versionAt == time("2026-12-01T05:00:00Z"))
        #expect(try back.writtenAt == time("2026-12-01T03:00:00Z"))
        #expect(try NoteBody.draft(draft()).versionAt == time("2026-12-01T03:00:00Z"))
    }

    private func agreement(until: UTCTime?) throws -> SupervisionAgreement {
        try SupervisionAgreement(
            trainee: identifier(1), supervisor: identifier(2), from: time("2026-12-01T00:00:00Z"), until: until,
            thread: identifier(3))
    }

    @Test("an agreement is in force from its beginning to its end, and can only be shortened")
    func inForce() throws {
        let end = try time("2027-01-01T00:00:00Z")
        let agreement = try agreement(until: end)
        #expect(try !agreement.isInForce(at: time("2026-11-30T23:59:59Z")))
        #expect(try agreement.isInForce(at: time("2026-12-01T00:00:00Z")))
        #expect(try agreement.isInForce(at: time("2026-12-31T23:59:59Z")))
        #expect(!agreement.isInForce(at: end))
        let ended = try agreement.ended(at: time("2026-12-05T00:00:00Z"))
        #expect(try !ended.isInForce(at: time("2026-12-05T00:00:00Z")))
        // What was co-signed in the second in which it ended came before the end.
        #expect(try ended.covered(time("2026-12-05T00:00:00Z")) && !ended.covered(time("2026-12-05T00:00:01Z")))
        // The same where it began in that second: in a script, or while a clock that ran ahead is waited for.
        let short = try agreement.ended(at: time("2026-12-01T00:00:00Z"))
        #expect(short.covered(short.from) && !short.isInForce(at: short.from) && !short.wasCalledOff)
        #expect(try !short.covered(time("2026-11-30T23:59:59Z")) && !short.covered(time("2026-12-01T00:00:01Z")))
        let never = try agreement.ended(at: time("2026-11-30T23:59:59Z"))
        #expect(try !never.covered(time("2026-11-30T23:59:59Z")) && !never.covered(never.from) && never.wasCalledOff)
        #expect(try agreement.mayBeFollowed(by: never) && SupervisionAgreement(body: never.encodedBody()) == never)
        #expect(agreement.mayBeFollowed(by: ended))
        #expect(!ended.mayBeFollowed(by: agreement))
        #expect(try !agreement.mayBeFollowed(by: self.agreement(until: nil)))
        #expect(try SupervisionAgreement(body: ended.encodedBody()) == ended)
        // Ended before it began, it never was in force.
        #expect(try !agreement.ended(at: time("2026-01-01T00:00:00Z")).isInForce(at: time("2026-12-02T00:00:00Z")))
        #expect(throws: CounselingError.field("until", .endNotAfterStart)) {
            try self.agreement(until: time("2026-12-01T00:00:00Z"))
        }
    }

    @Test("a note is returned with a remark, and co-signed with or without")
    func remarks() throws {
        func verdict(_ verdict: CoSignature.Verdict, _ remark: String?) throws -> CoSignature {
            try CoSignature(
                note: identifier(1), revision: 2, lastingHash: String(repeating: "0", count: 64), verdict: verdict,
                remark: remark, at: time("2026-12-01T00:00:00Z"))
        }
        #expect(throws: CounselingError.field("remark", .missing)) { try verdict(.returned, " \n") }
        #expect(try verdict(.cosigned, nil).remark == nil)
        let returned = try verdict(.returned, "请补充计划\n")
        #expect(returned.remark == "请补充计划")
        #expect(try CoSignature(body: returned.encodedBody()) == returned)
        #expect(throws: CounselingError.self) { try verdict(.returned, "a\u{1B}[2J") }
        #expect(throws: CounselingError.self) { try verdict(.returned, String(repeating: "长", count: 30_000)) }
    }

    @Test("a private note has a text, and keeps when it was first written")
    func personal() throws {
        let note = try PrivateNote(
            id: identifier(1), caseID: identifier(2), author: identifier(3), text: "反移情",
            writtenAt: time("2026-12-01T00:00:00Z"))
        let edited = try note.edited("反移情，疲惫", at: time("2026-12-02T00:00:00Z"))
        #expect(edited.writtenAt == note.writtenAt)
        #expect(try edited.versionAt == time("2026-12-02T00:00:00Z"))
        #expect(try PrivateNote(body: edited.encodedBody()) == edited)
        #expect(throws: CounselingError.noteHasNoText) { try note.edited(" \n", at: time("2026-12-02T00:00:00Z")) }
        #expect(throws: CounselingError.self) { try PrivateNote.readText(json: Array(#"{"title": "x"}"#.utf8)) }
        #expect("\(note)" == "‹confidential›")
    }
}
