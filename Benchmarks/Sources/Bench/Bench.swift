import Foundation

/// Prints one table of ratios. Times are never judged: only ratios of one run mean anything on a shared machine.
@main
struct Bench {
    static func main() throws {
        let options = try Options(CommandLine.arguments.dropFirst())
        let folder = options.folder + "/tacet-bench-\(getpid())"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let groups: [(name: String, rows: () throws -> [Comparison])] = [
            ("seal", { try SealingRows().comparisons() }),
            ("note", { try NoteRows(in: folder).comparisons() }),
            ("many", { try ManyNotesRows(in: folder, count: options.notes).comparisons() }),
            ("verify", { try VerifyRows(in: folder, entries: options.entries).comparisons() }),
            ("start", { try StartRows(in: folder, tacet: options.tacet).comparisons() }),
            ("growth", { try GrowthRows(in: folder, clients: options.clients).comparisons() }),
        ]
        Table.head()
        for group in groups where options.only.isEmpty || options.only.contains(group.name) {
            for comparison in try group.rows() { Table.show(try comparison.measured()) }
        }
    }
}

/// What the command line asks for; `Benchmarks/README.md` lists it.
private struct Options {
    var folder = FileManager.default.temporaryDirectory.path(percentEncoded: false)
    var tacet: String?
    var notes = 5_000
    var entries = 20_000
    var clients = 2_000
    var only: [String] = []

    init(_ arguments: ArraySlice<String>) throws {
        var rest = arguments
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { throw BenchError.usage(name) }
            switch name {
            case "--folder": folder = value
            case "--tacet": tacet = value
            case "--notes": notes = try Self.number(value)
            case "--entries": entries = try Self.number(value)
            case "--clients": clients = try Self.number(value)
            case "--clock":
                guard let clock = Stopwatch.Clock(rawValue: value) else { throw BenchError.usage(value) }
                Stopwatch.clock = clock
            case "--only": only = value.split(separator: ",").map(String.init)
            default: throw BenchError.usage(name)
            }
        }
    }

    private static func number(_ text: String) throws -> Int {
        guard let number = Int(text), number > 0 else { throw BenchError.usage(text) }
        return number
    }
}
