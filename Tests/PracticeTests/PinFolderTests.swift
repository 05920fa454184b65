import Foundation
import RecordRoom
import Testing

@testable import Practice

/// Pins as files: those of looks are not waited for, and losing power costs none that was.
struct PinFolderTests {
    private let folder = PinFolder(
        folder: FileManager.default.temporaryDirectory.appendingPathComponent("pins-\(UUID())").path)

    private var file: URL { URL(fileURLWithPath: folder.place(practice: "p", person: "q")) }

    private func standing() throws -> [UInt8]? { try folder.load(practice: "p", person: "q") }

    @Test("where losing power leaves a look's pin empty or as zeros, that of the last change counts")
    func powerLost() throws {
        defer { try? FileManager.default.removeItem(atPath: folder.folder) }
        #expect(try standing() == nil)
        for (change, look) in [(1, 2), (3, 4)] as [(UInt8, UInt8)] {
            try folder.update(practice: "p", person: "q") { _ in [change] }
            try folder.updateLooking(practice: "p", person: "q") { before in
                #expect(before == [change])
                return [look]
            }
            #expect(try standing() == [look])
            try folder.updateLooking(practice: "p", person: "q") { _ in nil }
            #expect(try standing() == [look])
            for lost in [Data(), Data(count: 400)] {
                try lost.write(to: file)
                #expect(try standing() == [change])
                #expect(try folder.all(practice: "p").map(\.file) == [[change]])
            }
            try folder.updateLooking(practice: "p", person: "q") { before in
                #expect(before == [change])
                return [look]
            }
            #expect(try standing() == [look])
        }
    }

    @Test("a pin that is emptied where there is no other, or altered, is given as it is, for its reader to find")
    func damaged() throws {
        defer { try? FileManager.default.removeItem(atPath: folder.folder) }
        try folder.updateLooking(practice: "p", person: "q") { _ in [1] }
        try Data().write(to: file)
        #expect(try standing() == [])
        try folder.update(practice: "p", person: "q") { _ in [1] }
        for altered in [Data([0, 1]), Data("x".utf8)] {
            try altered.write(to: file)
            #expect(try standing() == [UInt8](altered))
        }
        try FileManager.default.removeItem(at: file)
        #expect(try standing() == nil)
    }
}
