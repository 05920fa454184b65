// Tests may end at once where their own ground gives way.
// swift-format-ignore-file: NeverForceUnwrap, NeverUseForceTry

import AuditTrail
import Cryptography
import Testing
import Vault

/// The room's error that `body` ends with; nil where it succeeds. Any other error fails the test.
func refusal(_ body: () throws -> Void) -> AuditError? {
    do {
        try body()
        return nil
    } catch {
        if let fault = error as? AuditError { return fault }
        Issue.record(error, "not an error of this room")
        return nil
    }
}

func bytes(_ hex: String) -> [UInt8] { Hex.decode(hex)! }

func hash(_ text: String) -> Digest { try! SHA256.hash(Array(text.utf8)) }

func id(_ number: UInt8) -> OpaqueID { OpaqueID([UInt8](repeating: number, count: 16))! }

/// Every way to alter one byte of a file that is tried: each bit, and the two ends of the range.
func alterations(of file: [UInt8], at place: Int) -> [[UInt8]] {
    let values = (0..<8).map { file[place] ^ 1 << UInt8($0) } + [0, 0xff]
    return values.filter { $0 != file[place] }.map { value in
        var altered = file
        altered[place] = value
        return altered
    }
}
