import Counseling
import Testing

@Suite("Clients")
struct ClientTests {
    private func read(_ json: String) throws -> ClientProfile {
        try ClientProfile.read(json: bytes(json), today: day("2026-12-01"))
    }

    @Test("a full form becomes a profile, and the profile comes back from its sealed body")
    func fullForm() throws {
        let profile = try read(
            #"""
            {"name": "　林小雨 ", "phone": ["138 0000 5678", "+86-10-12345"], "birth": "2012-02-29",
             "guardians": [{"name": "林海", "phone": "13900001111", "relation": "父亲"}, {"name": "Anna Lee"}],
             "emergencyContacts": [{"name": "王芳", "phone": "110 0001", "relation": "姑姑"}],
             "email": "xiaoyu@example.org", "address": "某市某路 1 号\r\n2 单元", "deskNotes": "对花粉过敏",
             "staffSafetyAlert": true}
            """#)
        #expect(profile.name.text == "林小雨")
        #expect(profile.phones.map(\.digits) == ["13800005678", "861012345"])
        #expect(profile.birth?.year == 2012)
        #expect(profile.guardians.map(\.name.text) == ["林海", "Anna Lee"])
        #expect(profile.guardians.map(\.relation) == ["父亲", nil])
        #expect(profile.guardians[1].phone == nil)
        #expect(profile.emergencyContacts[0].phone?.text == "110 0001")
        #expect(profile.email == "xiaoyu@example.org")
        #expect(profile.address == "某市某路 1 号\n2 单元")
        #expect(profile.deskNotes == "对花粉过敏")
        #expect(profile.staffSafetyAlert)
        #expect(try ClientProfile(body: profile.encodedBody()) == profile)
    }

    @Test("age counts whole years, and who was born on 29 February is older on 1 March")
    func age() throws {
        let leapling = try read(#"{"name": "林小雨", "birth": "2008-02-29"}"#)
        let (before, after) = (try day("2026-02-28"), try day("2026-03-01"))
        #expect(leapling.age(on: before) == 17)
        #expect(leapling.isMinor(on: before))
        #expect(leapling.age(on: after) == 18)
        #expect(!leapling.isMinor(on: after))
        #expect(try read(#"{"name": "林小雨"}"#).age(on: after) == nil)
    }

    @Test(
        "a name is enough, and empty or null fields are no fields",
        arguments: [
            #"{"name":"José"}"#,
            #"{"name":"Jose\u0301","phone":"","birth":null,"email":" ","guardians":[],"address":"\n"}"#,
            "\u{FEFF}{\"name\":\"Jos\u{E9}\"}",
        ])
    func nameOnly(json: String) throws {
        let profile = try read(json)
        #expect(Array(profile.name.text.utf8) == Array("Jos\u{E9}".utf8))
        #expect(profile.phones.isEmpty && profile.birth == nil && profile.guardians.isEmpty && profile.email == nil)
        #expect(profile.address == nil && profile.deskNotes == nil && !profile.staffSafetyAlert)
        #expect(String(decoding: try profile.encodedBody(), as: UTF8.self).contains(#""schema":1"#))
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let json: String
        let field: FieldPath
        let problem: FieldProblem

        init(_ json: String, _ field: FieldPath, _ problem: FieldProblem) {
            self.json = json
            self.field = field
            self.problem = problem
        }

        var testDescription: String { String(json.prefix(80)) }
    }

    private static let fields = [
        "address", "birth", "deskNotes", "email", "emergencyContacts", "guardians", "name", "phone", "staffSafetyAlert",
    ]

    static let mistakes: [Mistake] = [
        Mistake("{}", "name", .missing),
        Mistake(#"{"name":" 　\t "}"#, "name", .missing),
        Mistake(#"{"name":7}"#, "name", .wrongType(expected: .text)),
        Mistake(#"{"name":"Lin\u0000Mei"}"#, "name", .forbiddenCharacter(position: 4)),
        Mistake(#"{"name":"Lin\nMei"}"#, "name", .forbiddenCharacter(position: 4)),
        Mistake(#"{"name":"Lin\u202Eiem"}"#, "name", .forbiddenCharacter(position: 4)),
        Mistake(#"{"name":"Lin\u009b31m"}"#, "name", .forbiddenCharacter(position: 4)),
        Mistake(#"{"name":"\#(String(repeating: "梅", count: 201))"}"#, "name", .tooLong(limit: 200)),
        Mistake(#"{"name":"a\#(String(repeating: "\u{300}", count: 300))"}"#, "name", .tooLong(limit: 200)),
        Mistake(#"{"name":"L","gaurdians":[]}"#, "gaurdians", .unknownField(known: fields)),
        Mistake(#"{"name":"L","Phone":"123"}"#, "Phone", .unknownField(known: fields)),
        Mistake(#"{"name":"L","phone":12345}"#, "phone", .wrongType(expected: .textOrList)),
        Mistake(#"{"name":"L","phone":["123",456]}"#, "phone[1]", .wrongType(expected: .text)),
        Mistake(#"{"name":"L","phone":"12"}"#, "phone", .malformed(.phone)),
        Mistake(#"{"name":"L","phone":["123","12a4"]}"#, "phone[1]", .malformed(.phone)),
        Mistake(#"{"name":"L","phone":"1234567890123456789012345"}"#, "phone", .malformed(.phone)),
        Mistake(#"{"name":"L","phone":"123+456"}"#, "phone", .malformed(.phone)),
        Mistake(#"{"name":"L","birth":"2026-12-02"}"#, "birth", .inTheFuture),
        Mistake(#"{"name":"L","birth":"1899-12-31"}"#, "birth", .beforeYear(1900)),
        Mistake(#"{"name":"L","birth":"2001-02-29"}"#, "birth", .malformed(.date)),
        Mistake(#"{"name":"L","birth":2001}"#, "birth", .wrongType(expected: .text)),
        Mistake(#"{"name":"L","guardians":{"name":"x"}}"#, "guardians", .wrongType(expected: .list)),
        Mistake(#"{"name":"L","guardians":["x"]}"#, "guardians[0]", .wrongType(expected: .object)),
        Mistake(#"{"name":"L","guardians":[{"name":"x"},{"phone":"123"}]}"#, "guardians[1].name", .missing),
        Mistake(
            #"{"name":"L","guardians":[{"name":"x","tel":"123"}]}"#, "guardians[0].tel",
            .unknownField(known: ["name", "phone", "relation"])),
        Mistake(#"{"name":"\u200b"}"#, "name", .invisible),
        Mistake(#"{"name":" \u200b\ufeff "}"#, "name", .invisible),
        Mistake(#"{"name":"\u2028"}"#, "name", .missing),
        Mistake(#"{"name":"\u3164"}"#, "name", .invisible),
        Mistake(#"{"name":"\u00ad\u2800\ufe0f"}"#, "name", .invisible),
        Mistake(#"{"name":"L","guardians":[{"name":"\u2060"}]}"#, "guardians[0].name", .invisible),
        Mistake(#"{"name":"L","guardians":[{"name":"x","phone":"x"}]}"#, "guardians[0].phone", .malformed(.phone)),
        Mistake(
            #"{"name":"L","guardians":[{"name":"x","relation":"a\u0007"}]}"#, "guardians[0].relation",
            .forbiddenCharacter(position: 2)),
        Mistake(#"{"name":"L","emergencyContacts":[{"name":"x"}]}"#, "emergencyContacts[0].phone", .missing),
        Mistake(#"{"name":"L","email":"nobody"}"#, "email", .malformed(.email)),
        Mistake(#"{"name":"L","email":"a b@c"}"#, "email", .malformed(.email)),
        Mistake(#"{"name":"L","email":"a@b@c"}"#, "email", .malformed(.email)),
        Mistake(#"{"name":"L","address":"\u001b[2J"}"#, "address", .forbiddenCharacter(position: 1)),
        Mistake(
            #"{"name":"L","deskNotes":"\#(String(repeating: "x", count: 2001))"}"#, "deskNotes", .tooLong(limit: 2000)),
        Mistake(#"{"name":"L","staffSafetyAlert":"yes"}"#, "staffSafetyAlert", .wrongType(expected: .truth)),
        Mistake(#"{"name":"L","staffSafetyAlert":1}"#, "staffSafetyAlert", .wrongType(expected: .truth)),
        Mistake(
            #"{"name":"L","phone":[\#(Array(repeating: #""123""#, count: 21).joined(separator: ","))]}"#, "phone",
            .tooMany(limit: 20)),
    ]

    @Test("a mistake in the form is named by its field", arguments: mistakes)
    func named(mistake: Mistake) {
        #expect(throws: CounselingError.field(mistake.field, mistake.problem)) { try read(mistake.json) }
    }

    @Test(
        "what is no JSON object, or far too large, is refused as a whole",
        arguments: [
            "", "林梅", "[]", "null", #"{"name":"#, #"{"name":"L"} {"#, #""name""#,
        ])
    func notAForm(json: String) {
        #expect(throws: CounselingError.formIsNotJSON) { try read(json) }
    }

    @Test("lists nested without end do not bring the program down")
    func nesting() {
        let json = #"{"name":"# + String(repeating: "[", count: 100_000)
        #expect(throws: CounselingError.formIsNotJSON) { try read(json) }
        let large = [UInt8](repeating: UInt8(ascii: " "), count: (1 << 20) + 1)
        #expect(throws: CounselingError.formTooLarge(limit: 1 << 20)) {
            try ClientProfile.read(json: large, today: day("2026-12-01"))
        }
    }

    @Test("an error repeats no more of an unknown field's name than a terminal can bear")
    func harmlessErrors() throws {
        let name = "\u{1b}[2J" + String(repeating: "长", count: 100)
        let error = try #require(throws: CounselingError.self) {
            try read(#"{"name":"L","\u001b[2J\#(name.dropFirst(4))":1}"#)
        }
        guard case .field(let path, .unknownField) = error else {
            Issue.record("the unknown field was not named")
            return
        }
        #expect(path.description.hasPrefix("??2J长"))
        #expect(path.description.count == 40)
    }

    @Test(
        "a client born today, or on the first day of 1900, can be registered", arguments: ["2026-12-01", "1900-01-01"])
    func bornAtTheBounds(birth: String) throws {
        #expect(try read(#"{"name":"L","birth":"\#(birth)"}"#).birth?.text == birth)
    }

    @Test("a phone typed in full-width characters is understood")
    func fullWidthPhone() throws {
        #expect(try PhoneNumber("＋８６　１３８－０００").text == "+86 138-000")
    }

    @Test("damage to a stored profile is noticed")
    func damaged() throws {
        #expect(throws: CounselingError.malformedBody) { try ClientProfile(body: bytes(#"{"schema":1}"#)) }
        #expect(throws: CounselingError.unknownSchema(version: 2)) {
            try ClientProfile(body: bytes(#"{"schema":2,"name":"L"}"#))
        }
    }
}
