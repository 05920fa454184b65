import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

/// Walks the main job aloud in a fictitious practice. Everything is done by the same use cases as the commands'.
struct DemoCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "demo", abstract: HelpLanguage.text(.helpDemo))
    }
    @OptionGroup var common: CommonOptions
    @Flag(help: .text(.optionKeep)) var keep = false

    func perform(_ context: CommandContext) throws -> Reply {
        let began = Date()
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("tacet-demo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = root.path(percentEncoded: false)
        defer { if !keep { try? FileManager.default.removeItem(at: root) } }
        try context.announce(.demoBefore, ["path": path])
        let folder = PracticeFolder(
            path: path, environment: context.environment.merging(["XDG_STATE_HOME": path + "/state"]) { $1 })
        var walk = try DemoWalk(context, in: folder)
        let faults = try walk.run()
        let seconds = String(Int(Date().timeIntervalSince(began).rounded(.up)))
        return Reply(
            lines: [
                context.say(.demoAfter, ["seconds": seconds]),
                context.say(keep ? .demoKept : .demoDeleted, ["path": path]),
            ],
            json: .object([
                "folder": keep ? .string(path) : .null,
                "faultsFound": .array(faults.map { .string($0.kind.rawValue) }),
            ]))
    }
}
