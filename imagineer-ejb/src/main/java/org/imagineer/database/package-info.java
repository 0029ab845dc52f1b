/**
 * What all entities share: the tables' migrations and how times are kept.
 *
 * <p>Touches the database only; knows no feature.
 */
package org.imagineer.database;
