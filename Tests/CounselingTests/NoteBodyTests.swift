import Counseling
import Testing

@Suite("Stored notes and note forms")
struct NoteBodyTests {
    private func note(_ template: NoteTemplate, _ sections: [NoteSection]) throws -> DraftNote {
        let times = try SessionTimes(
            start: time("2026-12-01T10:00:00+08:00"), end: time("2026-12-01T10:50:00+08:00"),
            now: time("2026-12-01T03:00:00Z"))
        return DraftNote(
            id: try identifier(1), caseID: try identifier(2), author: try identifier(3),
            content: try NoteContent(template: template, sections: sections, session: times, feedback: "好些了 / better"),
            writtenAt: try time("2026-12-01T03:00:00Z"), rule: .standard)
    }

    @Test("a note of every template comes back from its body, draft and signed", arguments: NoteTemplate.allCases)
    func roundTrip(template: NoteTemplate) throws {
        let draft = try note(template, template.sections.map { NoteSection($0, "「\($0.rawValue)」 text") })
        let signed = try draft.signed(by: identifier(3), at: time("2026-12-01T03:05:00Z"))
        for body in [NoteBody.draft(draft), .signed(signed)] {
            #expect(try NoteBody(body: body.encodedBody()) == body)
            #expect(body.caseID == draft.caseID)
            #expect(body.author == draft.author)
        }
        #expect(NoteBody.draft(draft).state == .draft)
        #expect(NoteBody.signed(signed).state == .signed)
    }

    @Test("the stored form of a signed note is this JSON and no other")
    func storedForm() throws {
        let signed = try note(.free, [NoteSection(.text, "a/b\n「睡眠」")]).signed(
            by: identifier(3), at: time("2026-12-01T03:05:00Z"))
        let expected = #"""
            {"author":"03030303030303030303030303030303","caseID":"02020202020202020202020202020202",\#
            "feedback":"好些了 / better","id":"01010101010101010101010101010101","isLateEntry":false,"schema":1,\#
            "sections":[{"key":"text","text":"a/b\n「睡眠」"}],"session":{"end":"2026-12-01T02:50:00Z",\#
            "start":"2026-12-01T02:00:00Z"},"signedAt":"2026-12-01T03:05:00Z","state":"signed","template":"free",\#
            "writtenAt":"2026-12-01T03:00:00Z"}
            """#
        #expect(String(decoding: try NoteBody.signed(signed).encodedBody(), as: UTF8.self) == expected)
    }

    @Test(
        "a stored note that lost a part, or has one that cannot be, is refused",
        arguments: [
            ("\"state\":\"signed\"", "\"state\":\"sealed\""), ("\"schema\":1", "\"schema\":\"1\""),
            ("\"signedAt\"", "\"signed\""),
            ("\"template\":\"free\"", "\"template\":\"memo\""), ("2026-12-01T03:05:00Z", "yesterday"),
            ("0303030303", "0303zz0303"), ("睡眠", "\\u0000"), ("\"key\":\"text\"", "\"key\":\"plan\""),
        ])
    func damaged(part: String, replacement: String) throws {
        let signed = try note(.free, [NoteSection(.text, "睡眠")]).signed(
            by: identifier(3), at: time("2026-12-01T03:05:00Z"))
        let text = String(decoding: try NoteBody.signed(signed).encodedBody(), as: UTF8.self)
        let parts = text.split(separator: part, maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2)
        #expect(throws: CounselingError.self) { try NoteBody(body: bytes(parts.joined(separator: replacement))) }
    }

    @Test("a later schema is told apart from damage")
    func laterSchema() {
        #expect(throws: CounselingError.unknownSchema(version: 2)) { try NoteBody(body: bytes(#"{"schema":2}"#)) }
    }

    private func read(_ json: String, _ template: NoteTemplate = .free) throws -> NoteContent {
        try NoteContent.read(json: bytes(json), template: template, now: time("2026-12-01T12:00:00Z"))
    }

    @Test("a form with text, or with the template's sections, becomes a note")
    func forms() throws {
        #expect(try read(#"{"text":"睡眠差\r\n"}"#).sections == [NoteSection(.text, "睡眠差\n")])
        let content = try read(
            #"""
            {"plan": "review", "data": "来访者迟到", "feedback": "ok", "assessment": null,
             "start": "2026-12-01T10:00:00+08:00", "end": " 2026-12-01 10:50:00+08:00 "}
            """#, .dap)
        #expect(content.sections == [NoteSection(.data, "来访者迟到"), NoteSection(.plan, "review")])
        #expect(content.feedback == "ok")
        #expect(content.session?.start.rfc3339 == "2026-12-01T02:00:00Z")
        #expect(content.session?.end.rfc3339 == "2026-12-01T02:50:00Z")
    }

    @Test("times are read by the caller's own reader where it has one")
    func ownReader() throws {
        let morning = try time("2026-12-01T02:00:00Z")
        let noon = try time("2026-12-01T04:00:00Z")
        let content = try NoteContent.read(
            json: bytes(#"{"text":"x","start":"今天 10:00","end":"今天 12:00"}"#), template: .free, now: noon,
            readTime: { $0 == "今天 10:00" ? morning : $0 == "今天 12:00" ? noon : nil })
        #expect(content.session?.start == morning && content.session?.end == noon)
    }

    @Test("a mistake in the form is named by its field")
    func mistakes() {
        let soap = FieldProblem.unknownField(
            known: ["assessment", "end", "feedback", "objective", "plan", "sections", "start", "subjective"])
        let free = FieldProblem.unknownField(known: ["end", "feedback", "sections", "start", "text"])
        let cases: [(String, NoteTemplate, CounselingError)] = [
            ("{}", .free, .noteHasNoText), (#"{"text":""}"#, .free, .noteHasNoText), ("x", .free, .formIsNotJSON),
            (#"{"text":"x"}"#, .soap, .field("text", soap)), (#"{"plan":"x"}"#, .free, .field("plan", free)),
            (#"{"subjectiv":"x"}"#, .soap, .field("subjectiv", soap)),
            (#"{"plan":["x"]}"#, .soap, .field("plan", .wrongType(expected: .text))),
            (#"{"text":"x","feedback":5}"#, .free, .field("feedback", .wrongType(expected: .text))),
            (#"{"text":"x","start":"2026-12-01T10:00:00Z"}"#, .free, .field("end", .missing)),
            (#"{"text":"x","end":"2026-12-01T10:00:00Z"}"#, .free, .field("start", .missing)),
            (#"{"text":"x","start":"10:00","end":"11:00"}"#, .free, .field("start", .malformed(.time))),
            (
                #"{"text":"x","start":"2026-12-01T10:00:00Z","end":"2026-12-01T09:00:00Z"}"#, .free,
                .field("end", .endNotAfterStart)
            ),
            (
                #"{"text":"x","start":"2026-12-01T13:00:00Z","end":"2026-12-01T14:00:00Z"}"#, .free,
                .field("start", .inTheFuture)
            ),
            (#"{"text":"a\u0000"}"#, .free, .field("text", .forbiddenCharacter(position: 2))),
        ]
        for (json, template, error) in cases { #expect(throws: error) { try read(json, template) } }
    }

    @Test("a form of eight MiB of escaped Chinese is read, one byte too many is not")
    func longForms() throws {
        let limit = 8 << 20
        let escaped = String(repeating: "\\u7720", count: limit / 3) + "xx"
        #expect(try read(#"{"text":"\#(escaped)"}"#).sections[0].text.utf8.count == limit)
        #expect(throws: CounselingError.noteTooLong(bytes: limit + 1, limit: limit)) {
            try read(#"{"text":"\#(escaped)y"}"#)
        }
        let huge = [UInt8](repeating: UInt8(ascii: " "), count: (64 << 20) + 1)
        #expect(throws: CounselingError.formTooLarge(limit: 64 << 20)) {
            try NoteContent.read(json: huge, template: .free, now: time("2026-12-01T12:00:00Z"))
        }
    }
}
