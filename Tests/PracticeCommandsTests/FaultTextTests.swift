import Counseling
import RecordRoom
import Testing

@testable import PracticeCommands

struct FaultTextTests {
    private static let errors: [any Error] =
        PolicyRule.allCases.map { RoomError.denied(rule: $0) } + [
            RoomError.noKey, .notAdmitted, .notWelcomed, .otherPractice, .wrongPassphrase, .unusableFile(.altered),
            .unusableFile(.forSomeoneElse), .unusableFile(.otherName), .notFound(.client), .altered,
            .rolledBack(.shorter(seen: 9, found: 8)), .rolledBack(.forked(at: 9)), .rolledBack(.chain),
            .rolledBack(.ownEntries), .rolledBack(.epoch(seen: 2, found: 1)), .rolledBack(.otherPractice),
            .clockWentBack(seconds: 400), .busy, .diskFull, .practiceMissing, .practiceExists, .forbidden,
            .networkDrive, .notAPractice, .alteredSchema, .damaged(code: 11), .inputOutput(code: 10),
            .unsafeSettings(setting: "synchronous"), .alreadyAdmitted, .alreadyConfirmed, .nothingToConfirm,
            .rolesUnchanged, .noRoleLeft, .lastDirector, .shortNameTaken, .internalFault("place"),
        ] + [
            CounselingError.identifier(.empty), .shortName(.doesNotStartWithLetter), .formIsNotJSON,
            .formTooLarge(limit: 9), .unknownSchema(version: 2), .malformedBody, .unencodable, .noteHasNoText,
            .noteTooLong(bytes: 9, limit: 8), .timeOutOfRange,
        ] + [
            TerminalError.notUTF8, .tooLong(limit: 9), .noTerminal, .endOfInput, .cannotRead(errno: 5),
            .cannotWrite(errno: 5),
        ] + secretFaults

    private static let secretFaults: [any Error] = [
        SecretFault(cause: .notUTF8, source: "/tmp/p"), SecretFault(cause: .tooLong(limit: 9), source: "/tmp/p"),
        SecretFault(cause: .endOfInput, source: "/tmp/p"), SecretFault(cause: .cannotRead(errno: 9), source: "/tmp/p"),
    ]

    @Test("every fault is a whole sentence in both languages, with a code of fixed words", arguments: Language.allCases)
    func whole(language: Language) {
        for error in Self.errors {
            let fault = FaultText(error, Catalogue(language))
            for text in [fault.message, fault.hint] {
                #expect(!text.contains("{") && !text.contains("}"), "\(error): \(text)")
                let hasHan = text.hasHan
                #expect(text.isEmpty || hasHan == (language == .simplifiedChinese), "\(error): \(text)")
            }
            #expect(!fault.message.isEmpty)
            #expect(fault.status != .done)
            #expect(
                !fault.code.isEmpty && fault.code.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" },
                "\(fault.code)")
        }
    }

    @Test("what another person's program did is told as such, and not as what whoever reads did wrong")
    func others() throws {
        let maker = try Identifier<Person>(bytes: Array(repeating: 7, count: 16))
        for language in Language.allCases {
            let kept = FaultText(RoomError.keyWithheld(by: maker, generation: 2), Catalogue(language))
            #expect(kept.status == .integrity && kept.code == "key-withheld")
            #expect(kept.message.contains(maker.shortForm(characters: 8)) && kept.hint.contains("tacet restore unpack"))
            let body = FaultText(RoomError.counseling(.malformedBody), Catalogue(language))
            #expect(body.status == .integrity && body.code == "altered")
        }
    }

    @Test("a fault has the same status and code in both languages")
    func sameCodes() {
        for error in Self.errors {
            let (english, chinese) = (
                FaultText(error, Catalogue(.english)), FaultText(error, Catalogue(.simplifiedChinese))
            )
            #expect(english.status == chinese.status)
            #expect(english.code == chinese.code)
        }
    }

    @Test("an error of another kind is an internal one, and nothing that it carries is shown")
    func foreign() {
        struct Foreign: Error { let name = "王小明" }
        for language in Language.allCases {
            let fault = FaultText(Foreign(), Catalogue(language))
            #expect(fault.status == .internalError)
            #expect(fault.code == "internal")
            #expect(!fault.json().rendered().contains("王小明"))
        }
    }

    @Test("as JSON a fault is one object with code, message and hint")
    func json() {
        let rendered = FaultText(RoomError.busy, Catalogue(.english)).json().rendered()
        #expect(
            rendered == """
                {
                  "error": {
                    "code": "busy",
                    "hint": "Try again in a moment.",
                    "message": "Someone else is writing to the practice file just now."
                  }
                }

                """)
    }
}
