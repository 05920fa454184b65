import Foundation
import Testing

/// Help and faults of usage as the program gives them, in both languages.
struct UsageTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private func ending(_ arguments: [String], _ language: String) throws -> Workplace.Ending {
        defer { place.remove() }
        return try place.run(arguments, language: language, in: FileManager.default.temporaryDirectory)
    }

    @Test(
        "a mistyped command is answered with the one that was meant",
        arguments: [
            (["cheque"], "tacet check"), (["note", "wirte"], "tacet note write"),
            (["note", "wirte", "--help"], "tacet note write"), (["help", "sttaus"], "tacet help status"),
            (["staff", "role", "ad"], "tacet staff role add"),
        ])
    func mistyped(arguments: [String], meant: String) throws {
        let english = try ending(arguments, "en")
        #expect(english.status == 64)
        #expect(english.output.isEmpty)
        #expect(english.errors.hasPrefix("tacet: There is no command '"))
        #expect(english.errors.hasSuffix("Did you mean '\(meant)'?\n"))
        let chinese = try ending(arguments, "zh")
        #expect(chinese.status == 64)
        #expect(chinese.errors.hasPrefix("tacet: 没有名为 '"))
        #expect(chinese.errors.hasSuffix("您是否要输入 '\(meant)'？\n"))
    }

    @Test("an option that is no slip of another's name is answered with none", arguments: ["en", "zh"])
    func farOption(language: String) throws {
        let said = try ending(["restore", "propose", "--from", "-"], language)
        #expect(said.status == 64 && said.errors.contains("'--from'"), "\(said.errors)")
        #expect(!said.errors.contains("--json"), "\(said.errors)")
        let near = try place.run(["status", "--jsno"], language: language, in: FileManager.default.temporaryDirectory)
        #expect(near.errors.contains("'--json'"), "\(near.errors)")
    }

    @Test("where nothing is near, the way to the help is shown", arguments: ["en", "zh"])
    func far(language: String) throws {
        let said = try ending(["audit", "xyzzy"], language)
        #expect(said.status == 64)
        #expect(said.errors.contains("'tacet audit --help'"))
    }

    @Test("a fault of usage is told in the program's own form, with the command whose help there is")
    func ownForm() throws {
        for (language, said) in [("en", "Missing expected argument"), ("zh", "缺少参数")] {
            let missing = try ending(["note", "show"], language)
            #expect(missing.status == 64 && missing.output.isEmpty)
            #expect(missing.errors.hasPrefix("tacet: ") && missing.errors.contains(said), "\(missing.errors)")
            #expect(missing.errors.contains("'tacet note show --help'"))
            #expect(!missing.errors.contains("Error:") && !missing.errors.contains("Usage:"), "\(missing.errors)")
        }
        let long = try ending(["note", "show", "a", String(repeating: "长", count: 3000)], "en")
        #expect(long.status == 64 && long.errors.count < 400, "\(long.errors.count)")
    }

    @Test("with --json a fault of usage is a document", arguments: ["en", "zh"])
    func json(language: String) throws {
        let unknown = try ending(["note", "wirte", "--json"], language)
        #expect(unknown.status == 64)
        #expect(try unknown.code() == "unknown-command")
        let usage = try ending(["status", "--frobnicate", "--json"], language)
        #expect(usage.status == 64)
        #expect(try usage.code() == "usage")
        #expect(usage.errors.contains("--frobnicate"))
    }

    @Test("help is a result: status 0 on standard output, in the language chosen")
    func help() throws {
        for arguments in [["--help"], ["help"], ["note", "write", "--help"], ["help", "note", "write"], ["client"]] {
            let (english, chinese) = (try ending(arguments, "en"), try ending(arguments, "zh"))
            for said in [english, chinese] {
                #expect(said.status == 0)
                #expect(said.errors.isEmpty)
            }
            #expect(english.output.hasPrefix("OVERVIEW: "))
            #expect(chinese.output.hasPrefix("概述："))
            #expect(!chinese.output.contains("Show help"))
        }
    }
}
