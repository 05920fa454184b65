import Counseling
import Testing

@Suite("Staff")
struct StaffTests {
    @Test(
        "short names are lower-case letters, digits and hyphens after a letter",
        arguments: [
            "lm", "lin-mei", "wang2", "a-", "abcdefghijklmnopqrstuvwxyz012345",
        ])
    func goodShortNames(text: String) throws {
        #expect(try ShortName(text).text == text)
    }

    @Test("other short names are refused with the reason")
    func badShortNames() {
        let cases: [(String, CounselingError.ShortNameProblem)] = [
            ("", .tooShort(minimum: 2)), ("l", .tooShort(minimum: 2)),
            ("abcdefghijklmnopqrstuvwxyz0123456", .tooLong(limit: 32)),
            ("2wang", .doesNotStartWithLetter), ("-lin", .doesNotStartWithLetter), ("Lin", .notAllowed(position: 1)),
            ("lin mei", .notAllowed(position: 4)), ("林梅", .notAllowed(position: 1)),
            ("lin/../x", .notAllowed(position: 4)),
            ("lin\u{301}", .notAllowed(position: 4)), ("lin\n", .notAllowed(position: 4)),
        ]
        for (text, problem) in cases { #expect(throws: CounselingError.shortName(problem)) { try ShortName(text) } }
    }

    @Test("a staff member comes back from the sealed part, roles written in a fixed order")
    func roundTrip() throws {
        let member = StaffMember(
            fullName: try PersonName("  林梅 "), shortName: try ShortName("lin-mei"),
            roles: [.custodian, .counselor, .frontDesk], since: try day("2026-12-01"))
        let expected = #"""
            {"fullName":"林梅","roles":["counselor","front-desk","custodian"],"schema":1,"shortName":"lin-mei",\#
            "since":"2026-12-01"}
            """#
        #expect(String(decoding: try member.encodedBody(), as: UTF8.self) == expected)
        #expect(try StaffMember(body: member.encodedBody()) == member)
        let changed = member.with(roles: [.director], since: try day("2027-01-01"))
        #expect(
            changed.roles == [.director] && changed.fullName == member.fullName && changed.shortName == member.shortName
        )
    }

    @Test("a stored staff member with an unknown role, a wrong short name or another schema is refused")
    func damaged() {
        let body = { (schema: Int, role: String, short: String) in
            bytes(
                #"{"fullName":"林梅","roles":["\#(role)"],"schema":\#(schema),"shortName":"\#(short)","since":"2026-12-01"}"#
            )
        }
        #expect(throws: Never.self) { try StaffMember(body: body(1, "director", "lin")) }
        #expect(throws: CounselingError.malformedBody) { try StaffMember(body: body(1, "king", "lin")) }
        #expect(throws: CounselingError.malformedBody) { try StaffMember(body: body(1, "director", "LIN")) }
        #expect(throws: CounselingError.unknownSchema(version: 9)) { try StaffMember(body: body(9, "director", "lin")) }
    }

    @Test("the roles are the ten of the management system, as they are typed")
    func roles() {
        let typed = [
            "counselor", "trainee", "intake-worker", "supervisor", "committee-member", "director", "front-desk",
            "bookkeeper", "auditor", "custodian",
        ]
        #expect(Role.allCases.map(\.rawValue) == typed)
    }

    @Test("a person introduces themself by name and nothing else")
    func introduction() throws {
        #expect(try StaffMember.readName(json: bytes(#"{"name": " 林梅 "}"#)).text == "林梅")
        #expect(throws: CounselingError.field("name", .missing)) { try StaffMember.readName(json: bytes("{}")) }
        #expect(throws: CounselingError.field("nmae", .unknownField(known: ["name"]))) {
            try StaffMember.readName(json: bytes(#"{"nmae":"x"}"#))
        }
        #expect(throws: CounselingError.field("name", .wrongType(expected: .text))) {
            try StaffMember.readName(json: bytes(#"{"name":{"first":"Mei"}}"#))
        }
    }
}
