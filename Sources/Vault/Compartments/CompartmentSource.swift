/// Where a compartment's statements are read from, not yet believed.
public protocol CompartmentSource {
    /// All assignment rows of a compartment, in the order of their keys.
    func assignments(of compartment: OpaqueID) throws -> [StoredRow]
    /// All generation rows of a compartment, in the order of their keys.
    func generations(of compartment: OpaqueID) throws -> [StoredRow]
    /// The row that grants a generation to a person or compartment; nil where there is none.
    func grant(of compartment: OpaqueID, generation: UInt32, to holder: OpaqueID) throws -> StoredRow?
    /// All rows of class 11 of a compartment: what was asked of custodians, and what they answered.
    func requests(of compartment: OpaqueID) throws -> [StoredRow]
}

extension CompartmentSource {
    /// Whoever does not say what was asked of custodians has nothing of it: then nobody is let in by it.
    public func requests(of compartment: OpaqueID) throws -> [StoredRow] { [] }
}
