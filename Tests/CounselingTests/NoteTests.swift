import Counseling
import Testing

@Suite("Session notes")
struct NoteTests {
    private func draft(
        _ content: NoteContent, at written: String = "2026-12-01T03:00:00Z", rule: LateEntryRule = .standard
    ) throws -> DraftNote {
        DraftNote(
            id: try identifier(1), caseID: try identifier(2), author: try identifier(3), content: content,
            writtenAt: try time(written), rule: rule)
    }

    private func session(_ start: String, _ end: String, now: String = "2030-01-01T00:00:00Z") throws -> SessionTimes {
        try SessionTimes(start: time(start), end: time(end), now: time(now))
    }

    private func free(_ text: String, session: SessionTimes? = nil) throws -> NoteContent {
        try NoteContent(template: .free, sections: [NoteSection(.text, text)], session: session)
    }

    @Test("the templates have the sections of the field, in order")
    func templates() {
        let expected: [NoteTemplate: [String]] = [
            .soap: ["subjective", "objective", "assessment", "plan"], .dap: ["data", "assessment", "plan"],
            .birp: ["behavior", "intervention", "response", "plan"],
            .pirp: ["problem", "intervention", "response", "plan"], .free: ["text"],
        ]
        #expect(expected.count == NoteTemplate.allCases.count)
        for template in NoteTemplate.allCases { #expect(template.sections.map(\.rawValue) == expected[template]) }
    }

    @Test("sections stand in the template's order, and empty ones are left out")
    func order() throws {
        let content = try NoteContent(
            template: .soap,
            sections: [NoteSection(.plan, "下周复谈"), NoteSection(.objective, " \n"), NoteSection(.subjective, "睡眠差")],
            feedback: "  ")
        #expect(content.sections == [NoteSection(.subjective, "睡眠差"), NoteSection(.plan, "下周复谈")])
        #expect(content.feedback == nil)
    }

    @Test("a section of another template, or one given twice, is refused by name")
    func foreignSections() {
        #expect(throws: CounselingError.field("subjective", .unknown)) {
            try NoteContent(template: .dap, sections: [NoteSection(.subjective, "x")])
        }
        #expect(throws: CounselingError.field("plan", .repeated)) {
            try NoteContent(template: .dap, sections: [NoteSection(.plan, "x"), NoteSection(.plan, "y")])
        }
    }

    @Test("text is kept as written but for one spelling of accents and of line ends")
    func spelling() throws {
        let text = try free("  Jose\u{301}\r\n\r\n\t「睡眠」\n").sections[0].text
        #expect(Array(text.utf8) == Array("  Jos\u{E9}\n\n\t「睡眠」\n".utf8))
    }

    @Test(
        "control characters are refused with their section and place",
        arguments: [
            ("a\u{0}b", 2), ("\u{1B}[31m", 1), ("睡眠\u{7F}", 3), ("ab\u{85}", 3), ("a\rb", 2), ("a\r\nb\u{8}", 4),
            ("\r\r\n", 1),
        ])
    func controlCharacters(text: String, position: Int) {
        #expect(throws: CounselingError.field("text", .forbiddenCharacter(position: position))) { try free(text) }
        #expect(throws: CounselingError.field("feedback", .forbiddenCharacter(position: position))) {
            try NoteContent(template: .free, sections: [NoteSection(.text, "x")], feedback: text)
        }
    }

    @Test("one byte is a note, nothing is none", arguments: ["", " ", "\n\t\n", "　"])
    func emptyNotes(text: String) throws {
        #expect(try free("x").sections.count == 1)
        #expect(throws: CounselingError.noteHasNoText) { try free(text) }
        #expect(throws: CounselingError.noteHasNoText) {
            try NoteContent(template: .free, sections: [NoteSection(.text, text)], feedback: "很好")
        }
    }

    @Test("eight MiB is the longest note, all sections and the feedback together, in Chinese too")
    func longNotes() throws {
        let limit = 8 << 20
        let longest = String(repeating: "眠", count: limit / 3) + "xx"
        #expect(longest.utf8.count == limit)
        let note = try draft(free(longest))
        guard case .draft(let back) = try NoteBody(body: NoteBody.draft(note).encodedBody()) else {
            Issue.record("a draft came back signed")
            return
        }
        #expect(back == note)
        #expect(throws: CounselingError.noteTooLong(bytes: limit + 1, limit: limit)) { try free(longest + "y") }
        #expect(throws: CounselingError.noteTooLong(bytes: limit + 2, limit: limit)) {
            try NoteContent(template: .free, sections: [NoteSection(.text, longest)], feedback: "ok")
        }
        #expect(throws: CounselingError.noteTooLong(bytes: limit + 3, limit: limit)) {
            try NoteContent(template: .dap, sections: [NoteSection(.data, longest), NoteSection(.plan, "abc")])
        }
    }

    @Test("a session ends after it starts, within 24 hours, and not in the future")
    func sessionTimes() throws {
        let now = "2026-12-02T00:00:00Z"
        #expect(throws: Never.self) { try session("2026-12-01T00:00:00Z", now, now: now) }
        let cases: [(String, String, CounselingError)] = [
            ("2026-12-01T10:00:00Z", "2026-12-01T10:00:00Z", .field("end", .endNotAfterStart)),
            ("2026-12-01T10:00:00Z", "2026-12-01T09:00:00Z", .field("end", .endNotAfterStart)),
            ("2026-11-30T10:00:00Z", "2026-12-01T10:00:01Z", .field("end", .longerThan(hours: 24))),
            ("2026-12-01T23:30:00Z", "2026-12-02T00:00:01Z", .field("end", .inTheFuture)),
            ("2026-12-02T00:00:01Z", "2026-12-02T00:50:00Z", .field("start", .inTheFuture)),
        ]
        for (start, end, error) in cases { #expect(throws: error) { try session(start, end, now: now) } }
    }

    @Test("a note is late from the first second after the rule's hours")
    func lateness() throws {
        let content = try free("x", session: session("2026-12-01T02:00:00Z", "2026-12-01T03:00:00Z"))
        #expect(try !draft(content, at: "2026-12-02T03:00:00Z").isLateEntry)
        #expect(try draft(content, at: "2026-12-02T03:00:01Z").isLateEntry)
        #expect(try draft(content, at: "2026-12-01T04:00:01Z", rule: LateEntryRule(hours: 1)).isLateEntry)
        #expect(try !draft(free("x"), at: "2029-12-02T03:00:01Z").isLateEntry)
    }

    @Test("an edit leaves the first writing, marks what proves late, and cannot wash the mark off")
    func editing() throws {
        let early = try session("2026-11-20T02:00:00Z", "2026-11-20T03:00:00Z")
        let first = try draft(free("x"))
        let late = first.edited(try free("y", session: early), rule: .standard)
        #expect(!first.isLateEntry && late.isLateEntry)
        let washed = late.edited(try free("z"), rule: .standard)
        #expect(washed.isLateEntry)
        #expect(washed.id == first.id && washed.caseID == first.caseID && washed.author == first.author)
        #expect(washed.writtenAt == first.writtenAt && washed.content.sections[0].text == "z")
    }

    @Test("only the author signs, and the signed note is the draft with a time")
    func signing() throws {
        let note = try draft(free("睡眠差"))
        let stranger: Identifier<Person> = try identifier(9)
        #expect(throws: CounselingError.signerIsNotAuthor(signer: stranger, author: note.author)) {
            try note.signed(by: stranger, at: time("2026-12-01T04:00:00Z"))
        }
        let signed = try note.signed(by: note.author, at: time("2026-12-01T04:00:00Z"))
        #expect(signed.id == note.id && signed.caseID == note.caseID && signed.author == note.author)
        #expect(signed.content == note.content && signed.writtenAt == note.writtenAt && !signed.isLateEntry)
        #expect(signed.signedAt.rfc3339 == "2026-12-01T04:00:00Z")
    }

    @Test("an addendum refers to the signed note, is checked as a note is, and comes back from its body")
    func addenda() throws {
        let signed = try draft(free("x")).signed(by: identifier(3), at: time("2026-12-01T04:00:00Z"))
        let later = try time("2026-12-05T04:00:00Z")
        let addendum = try signed.addendum("更正：\r\n11 月", by: identifier(4), at: later)
        #expect(addendum.note == signed.id)
        #expect(addendum.text == "更正：\n11 月")
        #expect(try Addendum(body: addendum.encodedBody()) == addendum)
        #expect(throws: CounselingError.noteHasNoText) { try signed.addendum(" ", by: identifier(4), at: later) }
        #expect(throws: CounselingError.field("text", .forbiddenCharacter(position: 1))) {
            try signed.addendum("\u{0}", by: identifier(4), at: later)
        }
        #expect(throws: CounselingError.noteTooLong(bytes: (8 << 20) + 1, limit: 8 << 20)) {
            try signed.addendum(String(repeating: "x", count: (8 << 20) + 1), by: identifier(4), at: later)
        }
        #expect(try Addendum.readText(json: bytes(#"{"text":"a\nb"}"#)) == "a\nb")
        #expect(throws: CounselingError.field("text", .missing)) { try Addendum.readText(json: bytes("{}")) }
        #expect(throws: CounselingError.field("note", .unknownField(known: ["text"]))) {
            try Addendum.readText(json: bytes(#"{"note":"x"}"#))
        }
    }
}
