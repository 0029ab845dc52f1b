package org.imagineer.database;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.Transactional;

/** Begins and ends transactions where the services ask for them. */
@Interceptor
@Transactional
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
public class TransactionalInterceptor {

  @Inject private Transactions transactions;

  @AroundInvoke
  Object around(InvocationContext call) throws Exception {
    Transactional wanted = call.getInterceptorBinding(Transactional.class);
    return transactions.in(call::proceed, wanted.dontRollbackOn());
  }
}
