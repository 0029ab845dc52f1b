/**
 * The rules of the house as tests: which module and which package may use which. They read the
 * compiled classes of all modules.
 */
package org.imagineer.house;
